import { StreamJob } from '../executor/StreamJob.js';
import { undecodable, undecodableArguments } from '../protocol/serializationError.js';
import { detach } from './detach.js';
import { initArgName } from './initArgs.js';
import type { PoolWorker } from './PoolWorker.js';
import type { InFlight } from './SlotTable.js';

/**
 * Handles the report that the worker could not decode the n-th message. None of its tasks has started. A task alone in
 * its message is the cause and fails; several are sent again, each alone. A message without tasks was one for a running
 * stream.
 */
export function undecodedThere(worker: PoolWorker, ordinal: number, error: unknown): void {
  if (ordinal === 0) return failInitializer(worker, error);
  const entries = worker.slots.inOrder().filter(({ message }) => message === ordinal);
  const [only] = entries;
  if (only === undefined) return failStreams(worker, error);
  if (entries.length > 1) return worker.batcher.resend(entries);
  const refused = undecodableArguments(only.args ?? only.job.args, error, worker.clone);
  release(worker, only, refused);
}

function failInitializer(worker: PoolWorker, error: unknown): void {
  const { initArgs } = worker.settings;
  worker.listener.failed(worker, 'initializer', undecodableArguments(initArgs, error, worker.clone, initArgName));
}

/**
 * Handles a worker's message that the host could not decode. If it was announced, its task fails; otherwise the worker
 * is asked which of its tasks it still has.
 */
export function undecodedHere(worker: PoolWorker, error: unknown): void {
  const { announced } = worker;
  if (announced === undefined) {
    worker.lastUndecoded = error;
    return worker.post({ kind: 'check', slots: worker.slots.inOrder().map(({ slot }) => slot) });
  }
  const entry = worker.slots.at(announced.slot);
  if (entry !== undefined && worker.holds(entry)) entry.job.fail(undecodable(undefined, announced.part, error));
}

/**
 * Handles the worker's reply that it no longer has these tasks: their results were in a message that the host could not
 * decode. Other tasks may be in their slots by now. If none is missing, the lost message came from a running stream.
 */
export function goneThere(worker: PoolWorker, asked: number, slots: readonly number[]): void {
  const error = worker.lastUndecoded;
  const lost = slots
    .map((slot) => worker.slots.at(slot))
    .filter((entry) => entry !== undefined && entry.message < asked);
  for (const entry of lost as InFlight[]) release(worker, entry, undecodable(undefined, 'result', error));
  if (lost.length === 0) failStreams(worker, error);
}

/**
 * Fails all running streams: it is not known which one lost an item or a value, and that one would wait for it for
 * ever.
 */
function failStreams(worker: PoolWorker, error: unknown): void {
  for (const entry of worker.slots.inOrder()) {
    const { job } = entry;
    if (!(job instanceof StreamJob) || !job.hasStarted || !worker.holds(entry)) continue;
    job.fail(undecodable(undefined, 'stream item', error));
  }
}

/** Frees the slot of a task that the worker does not have, and fails its Future. */
function release(worker: PoolWorker, entry: InFlight, error: unknown): void {
  worker.release(entry.slot);
  if (detach(worker, entry)) entry.job.fail(error);
  worker.listener.capacityFreed(worker);
}

import { submittedFrom } from '../executor/submittedFrom.js';
import { decodeThrown } from '../protocol/decodeThrown.js';
import type { ProgressMessage, ResultsMessage, WorkerMessage } from '../protocol/messages.js';
import { detach } from './detach.js';
import type { PoolWorker } from './PoolWorker.js';
import { receiveStream } from './receiveStream.js';
import { recordRunTimes } from './recordRunTimes.js';
import type { InFlight } from './SlotTable.js';
import { goneThere, undecodedThere } from './undecoded.js';

/** Handles a message from a worker. */
export function receive(worker: PoolWorker, message: WorkerMessage): void {
  switch (message.kind) {
    case 'ready':
      return worker.listener.ready(worker);
    case 'failed':
      return worker.listener.failed(worker, message.stage, decodeThrown(message.error));
    case 'results':
      return answers(worker, message);
    case 'progress':
      return progress(worker, message);
    case 'items':
    case 'request':
    case 'cancel':
      return receiveStream(worker, message);
    case 'uncaughtError':
      return stray(worker, decodeThrown(message.error));
    case 'overMemory':
      worker.overMemory = true;
      worker.retiring = true;
      return;
    case 'decodeFailed':
      return undecodedThere(worker, message.ordinal, decodeThrown(message.error));
    case 'gone':
      return goneThere(worker, message.ordinal, message.slots);
    case 'next':
      worker.announced = message;
      return;
  }
}

/**
 * Frees the slots, lets the pool refill the worker, and only then settles the Futures: so the worker has tasks again
 * while the done-callbacks run.
 */
function answers(worker: PoolWorker, message: ResultsMessage): void {
  worker.noteActivity();
  learnTimes(worker, message.times);
  for (const slot of message.started) begin(worker.slots.at(slot));
  if (worker.host.bus.hasListeners) noteRuns(worker, message);
  const succeeded = releaseAll(worker, message.slots);
  const failed = message.failures.map(([slot]) => worker.release(slot));
  for (const slot of message.skipped) worker.release(slot);
  learnCosts(worker, message.durations);
  worker.listener.capacityFreed(worker);
  for (let i = 0; i < succeeded.length; i++) {
    const entry = succeeded[i];
    if (detach(worker, entry)) entry.job.succeed(message.values[i]);
  }
  message.failures.forEach(([, thrown], i) => {
    const entry = failed[i];
    if (detach(worker, entry)) entry.job.fail(submittedFrom(entry.job.site, decodeThrown(thrown)));
  });
}

function releaseAll(worker: PoolWorker, slots: ArrayLike<number>): (InFlight | undefined)[] {
  const entries: (InFlight | undefined)[] = [];
  for (let i = 0; i < slots.length; i++) entries.push(worker.release(slots[i] as number));
  return entries;
}

/**
 * Records the reported start and end times. The clocks of two processes may differ a little; times in the future are
 * capped at the current time.
 */
function learnTimes({ times, host }: PoolWorker, told: ArrayLike<number>): void {
  if (told.length === 0) return;
  const now = host.clock.now();
  for (let i = 0; i + 2 < told.length; i += 3) {
    times.begin(told[i] as number, Math.min(now, told[i + 1] as number));
    times.end(told[i] as number, Math.min(now, told[i + 2] as number));
  }
}

function noteRuns(worker: PoolWorker, { slots, failures }: ResultsMessage): void {
  for (const slot of Array.from(slots)) recordRunTimes(worker, worker.slots.at(slot));
  for (const [slot] of failures) recordRunTimes(worker, worker.slots.at(slot));
}

function learnCosts(worker: PoolWorker, spent: readonly number[]): void {
  for (let i = 0; i + 2 < spent.length; i += 3) {
    const [fn, calls, milliseconds] = [spent[i] as number, spent[i + 1] as number, spent[i + 2] as number];
    if (calls > 0 && milliseconds >= 0) worker.listener.durations(fn, calls, milliseconds);
  }
}

function begin(entry: InFlight | undefined): void {
  if (entry === undefined) return;
  entry.args = undefined;
  if (entry.job.state === 'PENDING') entry.job.start();
}

function progress(worker: PoolWorker, { slots, values }: ProgressMessage): void {
  for (const [i, value] of values.entries()) {
    const entry = worker.slots.at(slots[i] as number);
    if (entry === undefined || !worker.holds(entry)) continue;
    begin(entry);
    worker.host.progress(entry.job, value);
  }
}

function stray(worker: PoolWorker, error: unknown): void {
  const { bus, clock } = worker.host;
  worker.uncaughtError = { error };
  if (bus.hasListeners) bus.emit({ type: 'uncaughtError', worker: worker.workerId, error, time: clock.now() });
}

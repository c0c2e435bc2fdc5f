import { SerializationError } from '../errors/SerializationError.js';
import { decodeThrown } from '../protocol/decodeThrown.js';
import type { AnswersMessage, ProgressMessage, WorkerMessage } from '../protocol/messages.js';
import { noteRun } from './noteRun.js';
import type { PoolWorker } from './PoolWorker.js';
import { receiveStream } from './receiveStream.js';
import type { InFlight } from './SlotTable.js';
import { submittedFrom } from './submittedFrom.js';

/** Takes a worker's message to where it belongs. */
export function receive(worker: PoolWorker, message: WorkerMessage): void {
  switch (message.kind) {
    case 'ready':
      return worker.listener.ready(worker);
    case 'failed':
      return worker.listener.failed(worker, message.stage, decodeThrown(message.error));
    case 'answers':
      return answers(worker, message);
    case 'progress':
      return progress(worker, message);
    case 'items':
    case 'want':
    case 'unwant':
      return receiveStream(worker, message);
    case 'stray':
      return stray(worker, decodeThrown(message.error));
    case 'heavy':
      worker.heavy = true;
      worker.retiring = true;
      return;
    case 'undecoded':
      return undecoded(worker, message.ordinal, decodeThrown(message.error));
    case 'gone':
      return gone(worker, message.ordinal, message.slots);
  }
}

/**
 * Frees the slots, lets the pool refill the worker, and only then settles the Futures: so the worker is busy again while
 * the callbacks of its answers run.
 */
function answers(worker: PoolWorker, message: AnswersMessage): void {
  worker.heard();
  learnTimes(worker, message.times);
  for (const slot of message.begun) begin(worker.slots.at(slot));
  if (worker.host.bus.heard) noteRuns(worker, message);
  const succeeded = releaseAll(worker, message.slots);
  const failed = message.failures.map(([slot]) => worker.release(slot));
  for (const slot of message.skipped) worker.release(slot);
  learnCosts(worker, message.spent);
  worker.listener.roomMade(worker);
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

/** The clocks of two processes may differ a little; nothing is told before it happened. */
function learnTimes({ times, host }: PoolWorker, told: ArrayLike<number>): void {
  if (told.length === 0) return;
  const now = host.clock.now();
  for (let i = 0; i + 2 < told.length; i += 3) {
    times.begin(told[i] as number, Math.min(now, told[i + 1] as number));
    times.end(told[i] as number, Math.min(now, told[i + 2] as number));
  }
}

function noteRuns(worker: PoolWorker, { slots, failures }: AnswersMessage): void {
  for (const slot of Array.from(slots)) noteRun(worker, worker.slots.at(slot));
  for (const [slot] of failures) noteRun(worker, worker.slots.at(slot));
}

function learnCosts(worker: PoolWorker, spent: readonly number[]): void {
  for (let i = 0; i + 2 < spent.length; i += 3) {
    const [fn, calls, milliseconds] = [spent[i] as number, spent[i + 1] as number, spent[i + 2] as number];
    if (calls > 0 && milliseconds >= 0) worker.listener.spent(fn, calls, milliseconds);
  }
}

/** Whether the answer is still wanted. The job is nobody's from here on. */
function detach(worker: PoolWorker, entry: InFlight | undefined): entry is InFlight {
  if (entry === undefined || !worker.holds(entry)) return false;
  entry.job.holder = undefined;
  entry.job.slot = -1;
  return entry.job.state === 'PENDING' || entry.job.state === 'RUNNING';
}

function begin(entry: InFlight | undefined): void {
  if (entry?.job.state === 'PENDING') entry.job.start();
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
  worker.strayError = { error };
  if (bus.heard) bus.emit({ type: 'strayError', worker: worker.workerId, error, time: clock.now() });
}

/** None of that message has begun. Alone in its message, the task is to blame; else each is sent alone. */
function undecoded(worker: PoolWorker, ordinal: number, error: unknown): void {
  if (ordinal === 0) return worker.listener.failed(worker, 'initializer', error);
  const entries = worker.slots.inOrder().filter(({ message }) => message === ordinal);
  const [only] = entries;
  if (entries.length > 1) return worker.outbox.resend(entries);
  if (only !== undefined) failDecoding(worker, only, 'arguments', error);
}

/** An answer could not be decoded here, and these were in it: the worker has them no more. Other tasks may be there by now. */
function gone(worker: PoolWorker, asked: number, slots: readonly number[]): void {
  for (const slot of slots) {
    const entry = worker.slots.at(slot);
    if (entry !== undefined && entry.message < asked) failDecoding(worker, entry, 'result', undefined);
  }
}

function failDecoding(worker: PoolWorker, entry: InFlight, part: string, cause: unknown): void {
  worker.release(entry.slot);
  if (!detach(worker, entry)) return;
  entry.job.fail(new SerializationError(`the ${part} could not be decoded on arrival`, { part, cause }));
  worker.listener.roomMade(worker);
}

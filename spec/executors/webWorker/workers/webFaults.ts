import { transfer } from '../../../../src/protocol/transfer.js';
import { currentTask } from '../../../../src/worker/currentTask.js';
import { expose } from '../../../../src/worker/expose.js';
import { arrive, arriveAndWait, type Latch, leaveNote } from '../../../support/latch.js';

/** Tasks that affect their worker as users' tasks may, in a browser. */

const never = (): Promise<never> => new Promise(() => {});

function throwInTimer(message: string): Promise<never> {
  setTimeout(() => {
    throw new RangeError(message);
  }, 1);
  return never();
}

function rejectUnhandled(message: string): Promise<never> {
  void Promise.reject(new RangeError(message));
  return never();
}

/** Causes an uncaught error while the worker is idle. */
function throwWhenIdle(message: string): string {
  void throwInTimer(message);
  return 'done';
}

function closeItself(): Promise<never> {
  close();
  return never();
}

function closeLater(latch: Latch): Promise<never> {
  arrive(latch);
  setTimeout(close, 5);
  return never();
}

/** A busy loop that receives no messages. */
function spin(latch: Latch): never {
  arrive(latch);
  for (;;);
}

/** Blocks forever without using the processor. */
function block(latch: Latch): never {
  const { buffer } = new WebAssembly.Memory({ initial: 1, maximum: 1, shared: true });
  arrive(latch);
  for (;;) Atomics.wait(new Int32Array(buffer), 0, 0);
}

/** A busy loop that polls for its abort. */
function spinUntilAborted(latch: Latch): string {
  const task = currentTask();
  arrive(latch);
  while (!task.aborted);
  leaveNote(latch, 1);
  return 'stopped';
}

function busy(milliseconds: number): number {
  const end = performance.now() + milliseconds;
  while (performance.now() < end);
  return workerNumber;
}

const workerNumber = Math.random();
const which = (): number => workerNumber;

function progressThenClose(): Promise<never> {
  for (const step of ['a', 'b', 'c']) currentTask().progress(step);
  return closeItself();
}

function deaf(latch: Latch): Promise<never> {
  arrive(latch);
  return never();
}

function count(latch: Latch): void {
  arrive(latch);
}

let ticks = 0;
setInterval(() => (ticks += 1), 1);
const tickingTimer = (): number => ticks;

let initialized: unknown[] | undefined;
function initialize(...args: unknown[]): void {
  initialized = args;
}
const whatWasInitialized = (): unknown[] | undefined => initialized;
function failToInitialize(): never {
  throw new RangeError('no database');
}

/** Arrays in arrays. */
function nested(depth: number): unknown {
  let value: unknown = [];
  for (let i = 0; i < depth; i++) value = [value];
  return value;
}

function throwKind(kind: string): never {
  const cycle = new Error('outer');
  const kinds: Record<string, () => unknown> = {
    domException: () => new DOMException('gone', 'AbortError'),
    aggregate: () => new AggregateError([new RangeError('a'), new TypeError('b')], 'both'),
    cycle: () => Object.assign(cycle, { cause: new Error('inner', { cause: cycle }) }),
    bigint: () => Object.assign(new Error('bigint'), { big: 10n }),
    uncloneable: () => Object.assign(new Error('node'), { kept: 1, port: new MessageChannel().port1 }),
    function: () => () => 1,
  };
  throw kinds[kind]?.();
}

/** Posts messages of the user's code on the worker's channel, which the library ignores. */
function talkOnOwnChannel(): string {
  postMessage({ kind: 'answers', slots: [0], values: ['forged'] });
  postMessage(['answers', [0], ['forged']]);
  postMessage(null);
  return 'mine';
}

/** Posts messages until it is terminated. */
function flood(latch: Latch): never {
  const task = currentTask();
  arrive(latch);
  for (;;) task.progress(1);
}

const received: unknown[] = [];

/** The user's own listeners, of both kinds. */
function listenOnOwnChannel(): void {
  globalThis.onmessage = ({ data }: MessageEvent) => received.push(data);
  addEventListener('message', ({ data }) => received.push(data));
}

/** Returns true if a fetch in the worker was aborted with the task. */
async function fetchUntilAborted(latch: Latch): Promise<never> {
  const { signal } = currentTask();
  arrive(latch);
  signal.addEventListener('abort', () => leaveNote(latch, 1));
  return never();
}

/** Asks for more than any worker has. */
function takeTooMuch(kind: string): unknown {
  const kinds: Record<string, () => unknown> = {
    buffer: () => new ArrayBuffer(2 ** 52),
    array: () => new Array(2 ** 32),
    string: () => 'x'.repeat(2 ** 30),
    memory: () => new WebAssembly.Memory({ initial: 1, maximum: 2 }).grow(2),
  };
  return kinds[kind]?.();
}

/** Bitmaps, each of which is moved. */
function* bitmaps(count: number): Generator<ImageBitmap> {
  for (let i = 0; i < count; i++) {
    const canvas = new OffscreenCanvas(1, 1);
    canvas.getContext('2d');
    const bitmap = canvas.transferToImageBitmap();
    yield transfer(bitmap, [bitmap]);
  }
}

export const tasks = {
  bitmaps,
  takeTooMuch,
  throwInTimer,
  rejectUnhandled,
  throwWhenIdle,
  closeItself,
  closeLater,
  deaf,
  spin,
  block,
  spinUntilAborted,
  busy,
  which,
  progressThenClose,
  count,
  tickingTimer,
  initialize,
  whatWasInitialized,
  failToInitialize,
  neverInitialize: never,
  throwKind,
  flood,
  talkOnOwnChannel,
  listenOnOwnChannel,
  receivedOnOwnChannel: (): unknown[] => received,
  fetchUntilAborted,
  hold: arriveAndWait,
  never,
  echo: (value: unknown): unknown => value,
  nested,
  reportNested: (depth: number): void => currentTask().progress(nested(depth)),
  streamNested: (depth: number): unknown[] => [1, nested(depth), 3],
  add: (a: number, b: number): number => a + b,
  uncloneable: (): unknown => ({ ok: 1, port: { write: () => 1 } }),
};
expose(tasks);

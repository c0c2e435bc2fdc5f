import { ours } from '../contenders/ours.mjs';
import { SettableFuture } from '../library.mjs';

/** Bytes of the heap that each of so many things takes, besides the place in the list that keeps them. */
function bytesEach(count, make) {
  const kept = new Array(count).fill(undefined);
  globalThis.gc();
  const before = process.memoryUsage().heapUsed;
  for (let i = 0; i < count; i++) kept[i] = make(i);
  globalThis.gc();
  const bytes = (process.memoryUsage().heapUsed - before) / count;
  if (kept.includes(undefined)) throw new Error('not all are kept');
  return bytes;
}

const million = (scale) => Math.ceil(1_000_000 * scale);

/** A promise that can be settled from outside. */
function withResolvers() {
  const made = {};
  made.promise = new Promise((resolve, reject) => Object.assign(made, { resolve, reject }));
  return made;
}

export const pendingMemory = {
  name: 'memory',
  title: 'A pending SettableFuture without a subscriber, of a million, takes',
  unit: 'bytes',
  less: true,
  goals: [{ bound: 128 }],
  contenders: (scale) => [
    { name: 'rx-futures', run: () => bytesEach(million(scale), () => new SettableFuture()) },
    { name: 'a promise with its resolvers', run: () => bytesEach(million(scale), withResolvers) },
  ],
};

/** The one worker is held by its first task, so that all that is submitted stays pending. */
function submitted(name, count, args) {
  let held;
  return {
    name,
    async start() {
      held = await ours.start(1);
      const cell = new Int32Array(new SharedArrayBuffer(4));
      const running = held.pool.submit(held.tasks.hold, cell);
      while (!running.running()) await new Promise((next) => setTimeout(next, 1));
    },
    run: () => bytesEach(count, (i) => held.pool.submit(held.tasks.echo, ...args(i))),
  };
}

export const submittedMemory = {
  name: 'memory-submitted',
  title: 'A pending submitted Future, of a million, takes',
  unit: 'bytes',
  less: true,
  goals: [{ bound: 300 }],
  contenders: (scale) => [
    submitted('rx-futures', million(scale), () => []),
    submitted('rx-futures, with a number as argument', million(scale), (i) => [i]),
  ],
};

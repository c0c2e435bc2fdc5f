import { setTimeout as rest } from 'node:timers/promises';
import { ask, bareWorkers } from '../contenders/bare.mjs';
import { ours } from '../contenders/ours.mjs';
import { peers } from '../contenders/peers.mjs';
import { median } from '../statistics.mjs';

// Calls of a program that does not wait for one result after another: a call now and then, and the first calls of a
// process. Nothing is warmed up beyond what such a program has run before.

/** Bare workers behind the interface of the pools. */
const bare = {
  name: 'bare worker.postMessage',
  async start(workers) {
    const all = await bareWorkers(workers, { task: 'echo' });
    return { call: (_task, argument) => ask(all[0], argument) };
  },
};

const everyone = [ours, ...peers, bare];

/** Calls made beforehand: a program that has run for a while. */
const before = 200;

/** Returns a contender whose pool has made `calls` calls, `pause` milliseconds apart. */
function rested({ name, peer, start }, pause, measure, calls = before) {
  let pool;
  return {
    name,
    peer,
    async start() {
      pool = await start(2);
      for (let i = 0; i < calls; i++) {
        await pool.call('echo', i);
        if (pause > 0) await rest(pause);
      }
    },
    run: () => measure(pool),
  };
}

/** Microseconds from a call to its result, half of all, with a rest after each. */
async function latency(pool, count, pause) {
  const times = [];
  for (let i = 0; i < count; i++) {
    const startedAt = performance.now();
    await pool.call('echo', i);
    times.push((performance.now() - startedAt) * 1000);
    await rest(pause);
  }
  return median(times);
}

/** Microseconds of processor time of all threads for a call and its rest. */
async function processorTime(pool, count, pause) {
  const startedAt = process.cpuUsage();
  await latency(pool, count, pause);
  const { user, system } = process.cpuUsage(startedAt);
  return (user + system) / count;
}

/** A call every so many milliseconds. */
const callEvery = (pause, calls) => ({
  name: `call-every-${pause}`,
  title: `A call, then ${pause} ms of rest: half of the calls take at most`,
  unit: 'µs',
  less: true,
  goals: [{ against: 'piscina', atLeast: 1 }],
  contenders: (scale) =>
    everyone.map((each) =>
      rested(each, 1, (pool) => latency(pool, Math.ceil(calls * scale), pause), Math.ceil(before * scale)),
    ),
});

export const callEveryMillisecond = callEvery(1, 1000);
export const callEvery5 = callEvery(5, 400);
export const callEvery50 = callEvery(50, 60);

export const callEveryMillisecondCpu = {
  name: 'call-every-1-cpu',
  title: 'A call, then 1 ms of rest: processor time of all threads for each',
  unit: 'µs',
  less: true,
  goals: [{ against: 'piscina', atLeast: 1 }],
  contenders: (scale) =>
    everyone.map((each) => rested(each, 1, (pool) => processorTime(pool, Math.ceil(1000 * scale), 1))),
};

/** Microseconds for each of the first calls of a process, one after another; the call that starts the worker is over. */
const firstCalls = (count) => ({
  name: `first-${count}-calls`,
  title: `The first ${count} calls of a process, one after another: each takes`,
  unit: 'µs',
  less: true,
  goals: [{ against: 'piscina', atLeast: 1 }],
  contenders: () =>
    everyone.map((each) =>
      rested(
        each,
        0,
        async (pool) => {
          const startedAt = performance.now();
          for (let i = 0; i < count; i++) await pool.call('echo', i);
          return ((performance.now() - startedAt) * 1000) / count;
        },
        1,
      ),
    ),
});

export const first10 = firstCalls(10);
export const first100 = firstCalls(100);
export const first1000 = firstCalls(1000);

/** Thousands of calls per second of a burst after a moment without work, in which the engine gives memory back. */
export const burst = {
  name: 'burst',
  title: '5,000 calls at once after half a second of rest',
  unit: 'k/s',
  goals: [{ against: 'piscina', atLeast: 1 }],
  contenders: (scale) =>
    everyone.slice(0, -1).map((each) =>
      rested(each, 0, async (pool) => {
        const count = Math.ceil(5000 * scale);
        const all = () => Promise.all(Array.from({ length: count }, (_, i) => pool.call('echo', i)));
        for (let i = 0; i < 20; i++) await all();
        globalThis.gc();
        await rest(500);
        const startedAt = performance.now();
        await all();
        return count / (performance.now() - startedAt);
      }),
    ),
};

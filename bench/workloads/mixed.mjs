import { ours } from '../contenders/ours.mjs';
import { peers } from '../contenders/peers.mjs';
import { pooled } from '../contenders/pooled.mjs';
import { shuffled } from '../statistics.mjs';

const workers = 2;

/** Milliseconds that the durations take when the next free worker always starts the next one. */
function listSchedule(durations) {
  const free = new Array(workers).fill(0);
  for (const duration of durations) free[free.indexOf(Math.min(...free))] += duration;
  return Math.max(...free);
}

/** How many times as long as the ideal it takes. */
async function makespan(pool, durations) {
  const began = performance.now();
  await Promise.all(durations.map((milliseconds) => pool.call('busy', milliseconds)));
  return (performance.now() - began) / listSchedule(durations);
}

/** Milliseconds from the first results just before the slow task to the last of the hundred submitted right after it. */
async function overtaking(pool, durations, slow) {
  const done = [];
  const all = durations.map((milliseconds, i) =>
    pool.call('busy', milliseconds).then(() => {
      done[i] = performance.now();
    }),
  );
  await Promise.all(all);
  return Math.max(...done.slice(slow + 1, slow + 101)) - Math.min(...done.slice(slow - 20, slow));
}

const each = (warm, measure, rivals = peers) =>
  [ours, ...rivals].map((contender) => pooled(contender, { workers, warm, measure }));

const warmWith = (milliseconds, count) => (pool) =>
  Promise.all(Array.from({ length: count }, () => pool.call('busy', milliseconds)));

export const mixed = {
  name: 'mixed',
  title: 'One task of 200 ms among 100 of 5 ms on 2 threads: as long as the ideal',
  unit: 'times',
  less: true,
  goals: [{ bound: 1.05 }],
  contenders(scale) {
    const durations = shuffled([200, ...new Array(Math.ceil(100 * scale)).fill(5)]);
    return each(warmWith(5, 20), (pool) => makespan(pool, durations));
  },
};

/** Those whose queue does not take longer the longer it is. */
const streaming = peers.filter(({ name }) => name !== 'threads');

/** A stream of tiny tasks with a slow one in its first quarter. */
function stream(scale) {
  const durations = new Array(Math.ceil(50_000 * scale)).fill(0.01);
  const slow = Math.floor(durations.length / 4);
  durations[slow] = 300;
  return { durations, slow };
}

const title = 'One task of 300 ms in a stream of 50,000 of 10 µs on 2 threads';

export const slowInStream = {
  name: 'slow-in-stream',
  title: `${title}: as long as the ideal`,
  unit: 'times',
  less: true,
  goals: [{ against: 'best peer', atLeast: 1 }],
  contenders(scale) {
    const { durations } = stream(scale);
    return each(warmWith(0.01, 2000), (pool) => makespan(pool, durations), streaming);
  },
};

export const overtaken = {
  name: 'overtaken',
  title: `${title}: the hundred tasks behind it are served after`,
  unit: 'ms',
  less: true,
  goals: [{ bound: 20 }],
  contenders(scale) {
    const { durations, slow } = stream(scale);
    return each(warmWith(0.01, 2000), (pool) => overtaking(pool, durations, slow), streaming);
  },
};

import { range } from 'rxjs';
import { ours } from '../contenders/ours.mjs';
import { pooled } from '../contenders/pooled.mjs';
import { mapOn } from '../library.mjs';

const workers = 2;

/** Runs so many values through; `look` is called on the way. */
function through({ pool, tasks }, count, look = () => {}) {
  return new Promise((done, reject) => {
    range(0, count).pipe(mapOn(pool, tasks.echo)).subscribe({ next: look, error: reject, complete: done });
  });
}

async function rate(pool, count) {
  const began = performance.now();
  await through(pool, count);
  return (count / (performance.now() - began)) * 1000;
}

/** Mebibytes of the heap in use on the way beyond those before. */
async function highestHeap(pool, count) {
  const used = () => {
    globalThis.gc();
    return process.memoryUsage().heapUsed;
  };
  const before = used();
  let highest = 0;
  let seen = 0;
  await through(pool, count, () => {
    if (++seen % (count / 10) === 0) highest = Math.max(highest, used() - before);
  });
  return highest / 2 ** 20;
}

/** All of them at once, each with its Future: what mapOn is not to be slower than. */
function submitAll({ pool, tasks }, count) {
  return new Promise((done, reject) => {
    let left = count;
    const next = () => {
      left -= 1;
      if (left === 0) done();
    };
    for (let i = 0; i < count; i++) pool.submit(tasks.echo, i).subscribe({ next, error: reject });
  });
}

async function submitRate(pool, count) {
  const began = performance.now();
  await submitAll(pool, count);
  return (count / (performance.now() - began)) * 1000;
}

const contender = (name, measure, count) =>
  pooled(
    { ...ours, name },
    { workers, warm: (pool) => measure(pool, count / 10), measure: (pool) => measure(pool, count) },
  );

export const mapOnMany = {
  name: 'map-on',
  title: 'mapOn over a million values, 2 threads',
  unit: 'values/s',
  goals: [{ against: '100,000 submitted at once', atLeast: 0.9 }],
  contenders: (scale) => [
    contender('rx-futures', rate, 1_000_000 * scale),
    contender('100,000 submitted at once', submitRate, 100_000 * scale),
  ],
};

export const mapOnMemory = {
  name: 'map-on-memory',
  title: 'mapOn over so many values: the heap grows by at most',
  unit: 'MiB',
  less: true,
  contenders: (scale) =>
    [1_000_000, 100_000].map((count) =>
      contender(
        count === 1_000_000 ? 'rx-futures' : `${count.toLocaleString('en')} values`,
        highestHeap,
        count * scale,
      ),
    ),
};

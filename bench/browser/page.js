// The bench's page: the same no-op through each library, on two workers, one after another in every round.
import * as Comlink from 'comlink';
import { fromWorkerPool } from 'observable-webworker';
import { taskModule } from 'rx-futures';
import { WebWorkerPoolExecutor } from 'rx-futures/web';
import { count, lastValueFrom, range } from 'rxjs';
import workerpool from 'workerpool';

const workers = 2;
const url = (name) => new URL(`./${name}.js`, import.meta.url);
const start = (name) => new Worker(url(name), { type: 'module' });
const tasks = taskModule();
const stop = (worker) => worker.terminate();

/** Each makes itself ready, runs so many no-ops and ends; only the run is timed. */
const contenders = {
  'rx-futures': async () => {
    const pool = new WebWorkerPoolExecutor({ maxWorkers: workers, minWorkers: workers, worker: () => start('ours') });
    await Promise.all(pool.broadcast(tasks.noop, 0).map((each) => each.result()));
    return {
      run: (calls) => Promise.all(Array.from({ length: calls }, (_, i) => pool.submit(tasks.noop, i).result())),
      one: (i) => pool.submit(tasks.noop, i).result(),
      end: () => pool.shutdown(),
    };
  },
  comlink: async () => {
    const made = Array.from({ length: workers }, () => start('comlinked'));
    const proxies = made.map((each) => Comlink.wrap(each));
    await Promise.all(proxies.map((each) => each.noop(0)));
    return {
      run: (calls) => Promise.all(Array.from({ length: calls }, (_, i) => proxies[i % workers].noop(i))),
      one: (i) => proxies[0].noop(i),
      end: () => made.forEach(stop),
    };
  },
  workerpool: async () => {
    const pool = workerpool.pool(url('pooled').href, {
      maxWorkers: workers,
      minWorkers: workers,
      workerOpts: { type: 'module' },
    });
    await Promise.all([pool.exec('noop', [0]), pool.exec('noop', [0])]);
    return {
      run: (calls) => Promise.all(Array.from({ length: calls }, (_, i) => pool.exec('noop', [i]))),
      one: (i) => pool.exec('noop', [i]),
      end: () => pool.terminate(),
    };
  },
  // it starts its workers with every run, so their start is in its time
  'observable-webworker': async () => ({
    run: (calls) =>
      lastValueFrom(fromWorkerPool(() => start('observed'), range(0, calls), { workerCount: workers }).pipe(count())),
    end: () => undefined,
  }),
  'bare postMessage': async () => {
    const made = Array.from({ length: workers }, () => start('bare'));
    const ask = (worker, value) =>
      new Promise((resolve) => {
        worker.onmessage = resolve;
        worker.postMessage(value);
      });
    await Promise.all(made.map((each) => ask(each, 0)));
    return {
      run: (calls) =>
        new Promise((resolve) => {
          let left = calls;
          for (const each of made) each.onmessage = () => --left === 0 && resolve();
          for (let i = 0; i < calls; i++) made[i % workers].postMessage(i);
        }),
      one: (i) => ask(made[0], i),
      end: () => made.forEach(stop),
    };
  },
};

const median = (numbers) => [...numbers].sort((a, b) => a - b)[numbers.length >> 1];

/** Calls a second of warm workers and warm code, by contender. */
export async function fanOut(rounds, calls) {
  return each(rounds, async ({ run }) => {
    for (let warmUp = 0; warmUp < 3; warmUp++) await run(calls);
    const began = performance.now();
    await run(calls);
    return (calls / (performance.now() - began)) * 1000;
  });
}

/** Microseconds of a call after another, by contender. */
export async function roundTrip(rounds, calls) {
  return each(rounds, async ({ one }) => {
    if (one === undefined) return undefined;
    for (let i = 0; i < calls; i++) await one(i);
    const began = performance.now();
    for (let i = 0; i < calls; i++) await one(i);
    return ((performance.now() - began) / calls) * 1000;
  });
}

/** Milliseconds of the longest task of the page while calls leave and results arrive, by contender; submitting apart. */
export async function longestTask(rounds, calls) {
  return each(rounds, async ({ run }) => {
    await run(calls);
    const done = run(calls);
    const { port1, port2 } = new MessageChannel();
    let longest = 0;
    let last = performance.now();
    port1.onmessage = () => {
      longest = Math.max(longest, performance.now() - last);
      last = performance.now();
      port2.postMessage(0);
    };
    port2.postMessage(0);
    await done;
    port1.onmessage = null;
    return longest;
  });
}

/** All contenders in turn, round after round; medians. */
async function each(rounds, measure) {
  const rows = Object.fromEntries(Object.keys(contenders).map((name) => [name, []]));
  for (let round = 0; round < rounds; round++) {
    for (const [name, make] of Object.entries(contenders)) {
      const contender = await make();
      rows[name].push(await measure(contender));
      await contender.end();
    }
  }
  return Object.fromEntries(Object.entries(rows).map(([name, row]) => [name, { median: median(row), row }]));
}

globalThis.bench = { fanOut, roundTrip, longestTask };

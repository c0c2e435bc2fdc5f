import { ours } from '../contenders/ours.mjs';
import { piscina } from '../contenders/peers.mjs';
import { pooled } from '../contenders/pooled.mjs';
import { EventLoopExecutor, eachValueFrom, mapOn } from '../library.mjs';

const workers = 2;
/** The rows that a sink of five milliseconds a row takes in ten minutes. */
const tenMinutes = 120_000;
/** So many rows in flight keep two workers busy; the peers are given that number. */
const concurrency = 16;

const text = JSON.stringify({ id: 1, name: 'x'.repeat(100), tags: Array.from({ length: 20 }, (_, i) => `tag ${i}`) });

/**
 * The job: lines are pulled, parsed in workers and written one by one. The sink does not sleep, but it gives everything
 * else more turns than it could use in five milliseconds: it writes a row only when nothing has been pulled for so many
 * turns of the event loop.
 */
class Job {
  pulled = 0;
  written = 0;
  most = 0;
  highest = 0;
  #before = used();
  #count;

  constructor(count) {
    this.#count = count;
  }

  *lines() {
    while (this.pulled < this.#count) {
      this.pulled += 1;
      this.most = Math.max(this.most, this.pulled - this.written);
      yield text;
    }
  }

  write = async () => {
    for (let idle = 0, seen = this.pulled; idle < quietTurns; idle++) {
      await turn();
      if (seen === this.pulled) continue;
      seen = this.pulled;
      idle = 0;
    }
    this.written += 1;
    if (this.written % Math.ceil(this.#count / 10) === 0) this.highest = Math.max(this.highest, used() - this.#before);
  };
}

const quietTurns = 2;
const turn = () => new Promise((next) => setImmediate(next));

/** Mebibytes of the heap, and of what is outside of it. */
function used() {
  globalThis.gc();
  const { heapUsed, external } = process.memoryUsage();
  return (heapUsed + external) / 2 ** 20;
}

/** The ways to do the job. Each is written as its documentation shows it. */
const ways = {
  loop: async ({ pool, tasks }, job) => {
    for await (const row of eachValueFrom(pool.map(tasks.parseLines, job.lines()))) await job.write(row);
  },
  bounded: async ({ pool, tasks }, job) => {
    const rows = pool.with({ bufferSize: concurrency }).map(tasks.parseLines, job.lines());
    for await (const row of eachValueFrom(rows, { bufferSize: 1 })) await job.write(row);
  },
  mapOn: async ({ pool, tasks }, job) => {
    const here = new EventLoopExecutor();
    await pool
      .map(tasks.parseLines, job.lines())
      .pipe(mapOn(here, job.write, { bufferSize: 1 }))
      .forEach(() => {});
    await here.shutdown();
  },
  settled: async ({ pool, tasks }, job) => {
    for await (const row of eachValueFrom(pool.mapSettled(tasks.parseLines, job.lines()))) await job.write(row);
  },
  pMap: async ({ call }, job) => {
    const { pMapIterable } = await import('p-map');
    const rows = pMapIterable(job.lines(), (line) => call('parseLines', line), { concurrency });
    for await (const row of rows) await job.write(row);
  },
};

const contender = (name, of, way, count, figure) =>
  pooled(
    { ...of, name },
    {
      workers,
      warm: (pool) => way(pool, new Job(1000)),
      async measure(pool) {
        const job = new Job(count);
        await way(pool, job);
        if (job.written !== count) throw new Error(`${job.written} of ${count} rows were written`);
        return job[figure];
      },
    },
  );

const contenders = (figure) => (scale) => {
  const count = Math.ceil(tenMinutes * scale);
  return [
    contender('rx-futures', ours, ways.loop, count, figure),
    contender('rx-futures, bufferSize: 16', ours, ways.bounded, count, figure),
    contender('rx-futures, the rows of one minute', ours, ways.loop, Math.ceil(count / 10), figure),
    contender('rx-futures, mapSettled', ours, ways.settled, count, figure),
    contender('rx-futures, mapOn as the sink', ours, ways.mapOn, count, figure),
    contender('p-map and Piscina', piscina, ways.pMap, count, figure),
  ];
};

export const flowMemory = {
  name: 'flow-memory',
  title: 'Parsing in 2 threads into a slow sink, the rows of ten minutes at 5 ms each: the memory grows by at most',
  unit: 'MiB',
  less: true,
  goals: [{ bound: 8 }],
  contenders: contenders('highest'),
};

export const flowWaiting = {
  name: 'flow-waiting',
  title: 'The same: rows that are pulled and not yet written, at most',
  unit: 'rows',
  less: true,
  contenders: contenders('most'),
};

/** Rows a second of a whole run. */
const rateOf = (run) => async (pool, count) => {
  const began = performance.now();
  let left = count;
  await run(pool, count).forEach(() => {
    left -= 1;
  });
  if (left !== 0) throw new Error(`${left} rows are missing`);
  return (count / (performance.now() - began)) * 1000;
};

function* numbers(count) {
  for (let n = 0; n < count; n++) yield n;
}

const unordered = (pool) => pool.with({ ordered: false });

const runs = {
  'rx-futures': ({ pool, tasks }, count) => pool.mapSettled(tasks.echo, numbers(count)),
  'mapSettled, ordered: false': ({ pool, tasks }, count) => unordered(pool).mapSettled(tasks.echo, numbers(count)),
  map: ({ pool, tasks }, count) => pool.map(tasks.echo, numbers(count)),
  'map, ordered: false': ({ pool, tasks }, count) => unordered(pool).map(tasks.echo, numbers(count)),
};

export const mapSettledMany = {
  name: 'map-settled',
  title: 'mapSettled over a million rows, 2 threads',
  unit: 'rows/s',
  goals: [
    { against: 'map', atLeast: 0.8 },
    { of: 'map, ordered: false', against: 'map', atLeast: 0.9 },
  ],
  contenders: (scale) =>
    Object.entries(runs).map(([name, run]) =>
      pooled(
        { ...ours, name },
        {
          workers,
          warm: (pool) => rateOf(run)(pool, 100_000 * scale),
          measure: (pool) => rateOf(run)(pool, 1_000_000 * scale),
        },
      ),
    ),
};

import { Worker } from 'node:worker_threads';
import { map, of, range } from 'rxjs';
import { observableWebworker } from '../contenders/observableWebworker.mjs';
import { taskFile } from '../contenders/peers.mjs';
import { warmedUp } from '../contenders/pooled.mjs';
import { ThreadPoolExecutor, taskModule, through } from '../library.mjs';

const tasks = taskModule(taskFile('streams.mjs'));
/** The value for small items; the default is 256. */
const wide = 'bufferSize: 1024';
const perSecond = async (count, work) => {
  const began = performance.now();
  await work(count);
  return (count / (performance.now() - began)) * 1000;
};

/** A contender with a pool of rx-futures. */
function ours(name, workers, measure, warm = measure) {
  let pool;
  return {
    name,
    async start() {
      pool = new ThreadPoolExecutor({ maxWorkers: workers });
      await warmedUp(() => warm(pool));
    },
    run: () => measure(pool),
  };
}

/** A contender that is a worker without a library. */
function bare(name, workerData, count, receive) {
  let worker;
  const work = (items) =>
    new Promise((done) => {
      worker.removeAllListeners('message');
      receive(worker, items, done);
    });
  return {
    name,
    async start() {
      worker = new Worker(taskFile('bareStream.mjs'), { workerData });
      await warmedUp(() => work(Math.ceil(count / 10)));
    },
    run: () => perSecond(count, work),
  };
}

/** observable-webworker, with a separate thread for each run, which is started before the measurement. */
function observed(work, count, inputOf) {
  let open;
  const run = async (items) => {
    const output = await open(inputOf(items));
    return perSecond(items, () => new Promise((complete, error) => output.subscribe({ error, complete })));
  };
  return {
    name: observableWebworker.name,
    peer: true,
    async start() {
      open = await observableWebworker.start(work);
      await run(Math.ceil(count / 10));
    },
    run: () => run(count),
  };
}

/** Receives items, or batches of them, to the end. */
const hear = (worker, items, done) => {
  worker.on('message', (message) => message === undefined && done());
  worker.postMessage(items);
};

/** As observable-webworker does it: a notification for each item, which becomes one again here. */
const hearNotifications = (worker, items, done) => {
  const observer = { next: () => {}, complete: done };
  worker.on('message', (note) =>
    note === undefined ? observer.complete() : note.kind === 'N' && observer.next(note.value),
  );
  worker.postMessage(items);
};

const streamed = (pool, count) =>
  new Promise((complete, error) => pool.stream(tasks.numbers, count).subscribe({ error, complete }));

export const stream = {
  name: 'stream',
  title: 'A generator of numbers, streamed from a thread',
  unit: 'items/s',
  goals: [
    { against: 'observable-webworker', atLeast: 10 },
    { against: 'a message an item', atLeast: 4 },
  ],
  contenders: (scale) => {
    const count = Math.ceil(2_000_000 * scale);
    return [
      ours('rx-futures', 1, (pool) => perSecond(count, (items) => streamed(pool, items))),
      ours(wide, 1, (pool) => perSecond(count, (items) => streamed(pool.with({ bufferSize: 1024 }), items))),
      bare('batches of 128', { form: 'batch', batch: 128 }, count, hear),
      bare('a message an item', { form: 'item' }, Math.ceil(count / 10), hear),
      bare('a notification an item', { form: 'notification' }, Math.ceil(count / 10), hearNotifications),
      observed('stream', Math.ceil(count / 10), (items) => of(items)),
    ];
  },
};

const piped = (pool, count) =>
  new Promise((complete, error) => {
    range(0, count).pipe(through(pool, tasks.twice)).subscribe({ error, complete });
  });

/** Values there and results back, one by one as they come, or many in a message. */
const bounce = (batch) => (worker, items, done) => {
  let left = Math.ceil(items / batch);
  worker.on('message', () => {
    left -= 1;
    if (left === 0) done();
  });
  for (let i = 0; i < items; i += batch) {
    if (batch === 1) worker.postMessage({ kind: 'N', value: i, error: undefined, hasValue: true });
    else worker.postMessage(Array.from({ length: batch }, (_, k) => i + k));
  }
};

export const throughOperator = {
  name: 'through',
  title: 'Numbers through an operator in a thread, and back',
  unit: 'items/s',
  goals: [{ against: 'observable-webworker', atLeast: 10 }],
  contenders: (scale) => {
    const count = Math.ceil(1_000_000 * scale);
    return [
      ours('rx-futures', 1, (pool) => perSecond(count, (items) => piped(pool, items))),
      ours(wide, 1, (pool) => perSecond(count, (items) => piped(pool.with({ bufferSize: 1024 }), items))),
      bare('batches of 128', { form: 'batch', batch: 128 }, count, bounce(128)),
      bare('a notification an item', { form: 'item' }, Math.ceil(count / 10), bounce(1)),
      observed('through', Math.ceil(count / 10), (items) => range(0, items)),
    ];
  },
};

/** Mebibytes of the heap and of what is outside of it, beyond those before, at their highest on the way. */
async function highest(pool, count) {
  const used = () => {
    globalThis.gc();
    const { heapUsed, external } = process.memoryUsage();
    return heapUsed + external;
  };
  const before = used();
  let most = 0;
  let seen = 0;
  const look = map(() => {
    seen += 1;
    if (seen % Math.ceil(count / 10) === 0) most = Math.max(most, used() - before);
  });
  await new Promise((complete, error) => {
    pool.stream(tasks.numbers, count).pipe(look).subscribe({ error, complete });
  });
  return most / 2 ** 20;
}

export const streamMemory = {
  name: 'stream-memory',
  title: 'So many items streamed: the memory grows by at most',
  unit: 'MiB',
  less: true,
  goals: [{ bound: 8 }],
  contenders: (scale) =>
    [10_000_000, 1_000_000].map((count) =>
      ours(
        count === 10_000_000 ? 'rx-futures' : `${count.toLocaleString('en')} items`,
        1,
        (pool) => highest(pool, Math.ceil(count * scale)),
        (pool) => highest(pool, 100_000),
      ),
    ),
};

const times = 5;

/** Milliseconds from an abort until the only worker has done its next task. */
async function freed(pool, task) {
  let sum = 0;
  for (let i = 0; i < times; i++) {
    const cell = new Int32Array(new SharedArrayBuffer(4));
    const future = pool.submit(task, cell);
    while (Atomics.load(cell, 0) === 0) await new Promise((next) => setTimeout(next, 1));
    const began = performance.now();
    future.abort();
    await pool.submit(tasks.nothing).result();
    sum += performance.now() - began;
  }
  return sum / times;
}

export const abort = {
  name: 'abort',
  title: 'From an abort until the only worker has done its next task',
  unit: 'ms',
  less: true,
  contenders: () => [
    ours('rx-futures', 1, (pool) => freed(pool, tasks.listen)),
    ours('a deaf task, 100 ms of grace', 1, (pool) => freed(pool, tasks.spin)),
  ],
};

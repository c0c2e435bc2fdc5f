import { fileURLToPath } from 'node:url';

// The peers behind one interface: `start(workers)` gives `call(task, argument)`, a promise. Some can also `move` a buffer.

/** The address of a file among the tasks. */
export const taskFile = (name) => new URL(`../tasks/${name}`, import.meta.url);

const path = (name) => fileURLToPath(taskFile(name));

export const piscina = {
  name: 'piscina',
  peer: true,
  async start(workers) {
    const { Piscina } = await import('piscina');
    const pool = new Piscina({ filename: taskFile('tasks.mjs').href, minThreads: workers, maxThreads: workers });
    return {
      call: (name, argument) => pool.run(argument, { name }),
      move: (buffer) =>
        pool.run(buffer, { filename: taskFile('movedByPiscina.mjs').href, name: 'moved', transferList: [buffer] }),
    };
  },
};

const tinypoolOver = (runtime) => ({
  name: 'tinypool',
  peer: true,
  async start(workers) {
    const { Tinypool } = await import('tinypool');
    const filename = taskFile('tasks.mjs').href;
    const pool = new Tinypool({ runtime, filename, minThreads: workers, maxThreads: workers });
    return {
      call: (name, argument) => pool.run(argument, { name }),
      move: (buffer) =>
        pool.run(buffer, { filename: taskFile('movedByTinypool.mjs').href, name: 'moved', transferList: [buffer] }),
    };
  },
});

const workerpoolOver = (workerType) => ({
  name: 'workerpool',
  peer: true,
  async start(workers) {
    const { default: library } = await import('workerpool');
    const pool = library.pool(path('workerpool.mjs'), { minWorkers: workers, maxWorkers: workers, workerType });
    return {
      call: (name, argument) => pool.exec(name, [argument]),
      move: (buffer) => pool.exec('moved', [buffer], { transfer: [buffer] }),
      inline: (fn, argument) => pool.exec(fn, [argument]),
    };
  },
});

const poolifierOver = (kind, file) => ({
  name: 'poolifier',
  peer: true,
  async start(workers) {
    const library = await import('poolifier');
    const pool = new library[kind](workers, path(file));
    return {
      call: (name, argument) => pool.execute(argument, name),
      moveThere: (buffer) => pool.execute(buffer, 'echo', undefined, [buffer]),
    };
  },
});

const jestWorkerOver = (enableWorkerThreads) => ({
  name: 'jest-worker',
  peer: true,
  async start(workers) {
    const { Worker } = await import('jest-worker');
    const exposedMethods = ['echo', 'busy', 'isPrime', 'parseLines'];
    const pool = new Worker(path('tasks.mjs'), { numWorkers: workers, enableWorkerThreads, exposedMethods });
    return { call: (name, argument) => pool[name](argument) };
  },
});

export const threads = {
  name: 'threads',
  peer: true,
  async start(workers) {
    const { Pool, spawn, Transfer, Worker } = await import('threads');
    const pool = Pool(() => spawn(new Worker('../tasks/threads.mjs')), workers);
    return {
      call: (name, argument) => pool.queue((worker) => worker[name](argument)),
      move: (buffer) => pool.queue((worker) => worker.moved(Transfer(buffer))),
    };
  },
};

export const tinypool = tinypoolOver('worker_threads');
export const workerpool = workerpoolOver('thread');
export const poolifier = poolifierOver('FixedThreadPool', 'poolifier.mjs');
export const jestWorker = jestWorkerOver(true);

/** On threads. */
export const peers = [piscina, tinypool, workerpool, poolifier, jestWorker, threads];

/** In child processes. */
export const processPeers = [
  tinypoolOver('child_process'),
  workerpoolOver('process'),
  poolifierOver('FixedClusterPool', 'poolifierCluster.cjs'),
  jestWorkerOver(false),
];

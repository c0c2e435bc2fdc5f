import { bareChildren, bareWorkers, exchange } from '../contenders/bare.mjs';
import { ours, oursInProcesses } from '../contenders/ours.mjs';
import { peers, processPeers, workerpool } from '../contenders/peers.mjs';
import { pooled, warmedUp } from '../contenders/pooled.mjs';
import { pythonFanOut } from '../contenders/python.mjs';

const workers = 2;

/** Submits so many calls at once and waits for all; tasks a second. */
async function rate(count, callAll) {
  const began = performance.now();
  await callAll(count);
  return (count / (performance.now() - began)) * 1000;
}

const viaPromises = (call, argument) => (count) =>
  Promise.all(Array.from({ length: count }, (_, i) => call(argument(i))));

/** Every Future has a subscriber, as in a pipeline. */
const viaSubscribe = (pool, argument) => (count) =>
  new Promise((done, reject) => {
    let left = count;
    const next = () => {
      left -= 1;
      if (left === 0) done();
    };
    for (let i = 0; i < count; i++) pool.pool.submit(pool.tasks.echo, argument(i)).subscribe({ next, error: reject });
  });

/** A contender that is given all tasks at once, after a warm-up with some of them. */
function atOnce(contender, count, callAll) {
  const some = Math.ceil(count / 5);
  return pooled(contender, {
    workers,
    warm: (pool) => callAll(pool)(some),
    measure: (pool) => rate(count, callAll(pool)),
  });
}

/**
 * The heap that a program has grown is taken from it before: V8 shrinks it when all is collected at once, as a tab or an
 * idle server does. The first hundred thousand after that have to grow it again.
 */
function afterCollection(contender, argument, count) {
  const callAll = subscribed(argument);
  return pooled(contender, {
    workers,
    warm: (pool) => callAll(pool)(Math.ceil(count / 5)),
    measure(pool) {
      globalThis.gc();
      return rate(count, callAll(pool));
    },
  });
}

const promised = (argument) => (pool) => viaPromises((each) => pool.call('echo', each), argument);
const subscribed = (argument) => (pool) => viaSubscribe(pool, argument);

/** The queue of `threads` takes longer the longer it is, so it gets a hundredth of the tasks. */
const fair = ({ name }, count) => (name === 'threads' ? count / 100 : count);

/** Workers without a library, given a message for each task, or a message for so many. */
function bare(name, start, argument, count, batch) {
  let all;
  const messages = () => {
    if (batch === undefined) return Array.from({ length: count }, (_, i) => argument(i));
    return Array.from({ length: count / batch }, (_, i) =>
      Array.from({ length: batch }, (_, j) => argument(i * batch + j)),
    );
  };
  return {
    name,
    async start() {
      all = await start(workers, { task: 'echo', batches: batch !== undefined });
      await warmedUp(() => exchange(all, messages()));
    },
    run: () => rate(count, () => exchange(all, messages())),
  };
}

const oursBothWays = (contender, argument, count) => [
  atOnce(contender, count, subscribed(argument)),
  atOnce({ ...contender, name: `${contender.name}, result()` }, count, promised(argument)),
  afterCollection({ ...contender, name: `${contender.name}, heap shrunk before` }, argument, count),
];

const thousands = (count) => Math.ceil(count / 1000) * 1000;

const onThreads = (argument, count) => [
  ...oursBothWays(ours, argument, count),
  ...peers.map((peer) => atOnce(peer, fair(peer, count), promised(argument))),
  bare('postMessage, a message a task', bareWorkers, argument, count),
  bare('postMessage, batches of 1,000', bareWorkers, argument, count, 1000),
];

const number = (i) => i;
const oneKilobyte = (id) => ({ id, name: 'x'.repeat(900), tags: ['a', 'b', 'c'], at: { x: id, y: 2 } });

export const fanOut = {
  name: 'fan-out',
  title: 'Tasks that do nothing, 100,000 at once, 2 threads',
  unit: 'tasks/s',
  chart: true,
  goals: [
    { against: 'piscina', atLeast: 20 },
    { against: 'best peer', atLeast: 12 },
    { against: 'postMessage, a message a task', atLeast: 0.7 },
  ],
  contenders(scale) {
    const count = thousands(100_000 * scale);
    return [...onThreads(number, count), ...pythonFanOut('thread', count)];
  },
};

export const fanOutProcesses = {
  name: 'fan-out-processes',
  title: 'Tasks that do nothing, 100,000 at once, 2 processes',
  unit: 'tasks/s',
  chart: true,
  goals: [{ against: 'jest-worker', atLeast: 15 }],
  contenders(scale) {
    const count = thousands(100_000 * scale);
    return [
      ...oursBothWays(oursInProcesses, number, count),
      ...processPeers.map((peer) => atOnce(peer, count, promised(number))),
      bare('send, a message a task', bareChildren, number, count),
      bare('send, batches of 1,000', bareChildren, number, count, 1000),
      ...pythonFanOut('process', count / 5),
    ];
  },
};

export const fanOutObjects = {
  name: 'fan-out-objects',
  title: 'Objects of 1 KB there and back, 20,000 at once, 2 threads',
  unit: 'tasks/s',
  chart: true,
  goals: [{ against: 'best peer', atLeast: 5 }],
  contenders: (scale) => onThreads(oneKilobyte, thousands(20_000 * scale)),
};

export const inline = {
  name: 'inline',
  title: 'Inline functions, sent as source, 20,000 at once, 2 threads',
  unit: 'tasks/s',
  goals: [{ against: 'best peer', atLeast: 12 }],
  contenders(scale) {
    const plusOne = (value) => value + 1;
    const callAll = (pool) => viaPromises((n) => pool.inline(plusOne, n), number);
    return [ours, workerpool].map((contender) => atOnce(contender, thousands(20_000 * scale), callAll));
  },
};

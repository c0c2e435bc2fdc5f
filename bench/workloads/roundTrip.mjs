import { MessageChannel, Worker } from 'node:worker_threads';
import { ask, bareWorkers } from '../contenders/bare.mjs';
import { ours } from '../contenders/ours.mjs';
import { peers } from '../contenders/peers.mjs';
import { pooled, warmedUp } from '../contenders/pooled.mjs';
import { quantile } from '../statistics.mjs';

/** One call after another, each after the result of the one before; microseconds. */
async function sequential(count, call, part) {
  const times = [];
  for (let i = 0; i < count; i++) {
    const began = performance.now();
    await call(i);
    times.push((performance.now() - began) * 1000);
  }
  return quantile(times, part);
}

/** A port of a MessageChannel, whose listener stays: the least that the platform can do. */
function portPing(count, part) {
  let port;
  let answer;
  const ping = (value) =>
    new Promise((resolve) => {
      answer = resolve;
      port.postMessage(value);
    });
  return {
    name: 'bare MessagePort',
    async start() {
      const { port1, port2 } = new MessageChannel();
      const echo = `const { workerData } = require('node:worker_threads'); workerData.on('message', (m) => workerData.postMessage(m));`;
      new Worker(echo, { eval: true, workerData: port2, transferList: [port2] });
      port = port1.on('message', (value) => answer(value));
      await warmedUp(() => sequential(count, ping, part));
    },
    run: () => sequential(count, ping, part),
  };
}

function workerPing(count, part) {
  let worker;
  const ping = (value) => ask(worker, value);
  return {
    name: 'bare worker.postMessage',
    async start() {
      [worker] = await bareWorkers(1, { task: 'echo' });
      await warmedUp(() => sequential(count, ping, part));
    },
    run: () => sequential(count, ping, part),
  };
}

function contenders(scale, part) {
  const count = Math.ceil(10_000 * scale);
  const all = (contender, call) =>
    pooled(contender, {
      workers: 1,
      warm: (pool) => sequential(count, (i) => call(pool, i), part),
      measure: (pool) => sequential(count, (i) => call(pool, i), part),
    });
  const subscribe = ({ pool, tasks }, i) => new Promise((resolve) => pool.submit(tasks.echo, i).subscribe(resolve));
  return [
    all(ours, (pool, i) => pool.call('echo', i)),
    all({ ...ours, name: 'rx-futures, subscribe' }, subscribe),
    ...peers.map((peer) => all(peer, (pool, i) => pool.call('echo', i))),
    portPing(count, part),
    workerPing(count, part),
  ];
}

export const roundTrip = {
  name: 'round-trip',
  title: 'One call after another, warm pool of one: half of them take at most',
  unit: 'µs',
  less: true,
  chart: true,
  goals: [{ against: 'bare MessagePort', atLeast: 1 / 1.1 }],
  contenders: (scale) => contenders(scale, 0.5),
};

export const roundTripTail = {
  name: 'round-trip-p99',
  title: 'One call after another, warm pool of one: 99 of 100 take at most',
  unit: 'µs',
  less: true,
  goals: [{ against: 'best peer', atLeast: 1 }],
  contenders: (scale) => contenders(scale, 0.99),
};

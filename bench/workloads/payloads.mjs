import { ask, bareWorkers } from '../contenders/bare.mjs';
import { ours } from '../contenders/ours.mjs';
import { peers } from '../contenders/peers.mjs';
import { pooled, warmedUp } from '../contenders/pooled.mjs';

/** Milliseconds that a call takes, the next after the result of the one before. */
async function each(count, call) {
  const startedAt = performance.now();
  for (let i = 0; i < count; i++) await call();
  return (performance.now() - startedAt) / count;
}

function bare(task, payload, count) {
  let worker;
  const pass = () => each(count, () => ask(worker, payload));
  return {
    name: 'bare worker.postMessage',
    async start() {
      [worker] = await bareWorkers(1, { task });
      await warmedUp(pass);
    },
    run: pass,
  };
}

/** A value there and a value back, copied. */
const payload = ({ name, title, task, value, count }) => ({
  name,
  title,
  unit: 'ms',
  less: true,
  goals: [
    { against: 'piscina', atLeast: 1 },
    { against: 'bare worker.postMessage', atLeast: 1 / 1.05 },
  ],
  contenders(scale) {
    const calls = Math.ceil(count * scale);
    const pass = (pool) => each(calls, () => pool.call(task, value));
    const pools = [ours, ...peers].map((contender) => pooled(contender, { workers: 1, warm: pass, measure: pass }));
    return [...pools, bare(task, value, calls)];
  },
});

const row = (id) => ({ id, name: 'x'.repeat(100), tags: ['red', 'green', 'blue'] });
const rows = (count) => Array.from({ length: count }, (_, id) => row(id));

export const smallObject = payload({
  name: 'payload-1kB',
  title: 'An object of 1 kB there and back',
  task: 'echo',
  value: rows(6),
  count: 5000,
});

export const jsonLines = payload({
  name: 'payload-lines',
  title: '500 JSON lines (80 kB) there, their objects back',
  task: 'parseLines',
  value: rows(500)
    .map((each) => JSON.stringify(each))
    .join('\n'),
  count: 300,
});

export const largeObject = payload({
  name: 'payload-1MB-objects',
  title: 'A list of objects of 1 MB there and back',
  task: 'echo',
  value: rows(6200),
  count: 30,
});

export const largeString = payload({
  name: 'payload-1MB-string',
  title: 'A string of 1 MB there and back',
  task: 'echo',
  value: 'x'.repeat(2 ** 20),
  count: 300,
});

export const numbers = payload({
  name: 'payload-256kB-numbers',
  title: '256 kB of numbers (a Float64Array) there and back, copied',
  task: 'echo',
  value: new Float64Array(2 ** 15),
  count: 1000,
});

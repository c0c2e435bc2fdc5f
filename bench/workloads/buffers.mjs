import { ask, bareWorkers } from '../contenders/bare.mjs';
import { ours } from '../contenders/ours.mjs';
import { peers, piscina, poolifier, threads, tinypool, workerpool } from '../contenders/peers.mjs';
import { pooled, warmedUp } from '../contenders/pooled.mjs';

const size = 64 * 2 ** 20;
/** Copying takes a tenth of a second; moving is so fast that only warm code can be measured. */
const [few, many] = [10, 2000];

/** Milliseconds for one buffer there and back. */
async function bounce(call, times) {
  let buffer = new ArrayBuffer(size);
  new Uint8Array(buffer).fill(1);
  const began = performance.now();
  for (let i = 0; i < times; i++) {
    const back = await call(buffer);
    buffer = buffer.byteLength === 0 ? back : buffer;
  }
  return (performance.now() - began) / times;
}

function bare(transfer) {
  let worker;
  const times = transfer ? many : few;
  const call = (buffer) => ask(worker, buffer, transfer ? [buffer] : []);
  return {
    name: 'bare postMessage',
    async start() {
      [worker] = await bareWorkers(1, { task: 'echo', transfer });
      await warmedUp(() => bounce(call, times));
    },
    run: () => bounce(call, times),
  };
}

const contender = (each, times, call) =>
  pooled(each, {
    workers: 1,
    warm: (pool) => bounce((buffer) => call(pool, buffer), times),
    measure: (pool) => bounce((buffer) => call(pool, buffer), times),
  });

export const copied = {
  name: 'buffers-copied',
  title: '64 MiB there and back, copied',
  unit: 'ms',
  less: true,
  goals: [{ against: 'bare postMessage', atLeast: 1 / 1.05 }],
  contenders: () => [
    ...[ours, ...peers].map((each) => contender(each, few, (pool, buffer) => pool.call('echo', buffer))),
    bare(false),
  ],
};

/** Poolifier's tasks cannot transfer a buffer back; jest-worker cannot transfer any. */
export const transferred = {
  name: 'buffers-transferred',
  title: '64 MiB there and back, transferred',
  unit: 'ms',
  less: true,
  goals: [{ against: 'bare postMessage', atLeast: 1 / 1.05 }],
  contenders: () => [
    ...[ours, piscina, tinypool, workerpool, threads].map((each) =>
      contender(each, many, (pool, buffer) => pool.move(buffer)),
    ),
    contender({ ...poolifier, name: 'poolifier, copied back' }, few, (pool, buffer) => pool.moveThere(buffer)),
    bare(true),
  ],
};

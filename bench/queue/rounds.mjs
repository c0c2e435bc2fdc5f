import { fork } from 'node:child_process';
import { quantile } from '../statistics.mjs';
import { ours } from './contenders.mjs';

const concurrency = 20;
/** Jobs before anything is measured: both contenders are to run compiled code. */
const warmUp = 4000;

/** Round trips and a fan-out, and what the processes spent on it. */
export async function measureContender(contender, redis, jobs, queue) {
  const workers = await startWorkers(contender.name, redis.port, queue);
  const { call, end } = await contender.start(redis.port, queue);
  for (let i = 0; i < 200; i++) await call(i);
  await Promise.all(numbers(warmUp).map(call));
  const times = await roundTrips(call);
  const before = await spent(redis, workers);
  const rate = await timed(jobs, () => Promise.all(numbers(jobs).map(call)));
  const after = await spent(redis, workers);
  await end();
  for (const worker of workers) worker.kill('SIGKILL');
  const steps = Object.keys(before).map((name) => [`${contender.name} ${name}`, (after[name] - before[name]) / jobs]);
  const { name } = contender;
  return {
    [`${name} p50`]: quantile(times, 0.5),
    [`${name} p99`]: quantile(times, 0.99),
    [`${name} fan-out`]: rate,
    ...Object.fromEntries(steps),
  };
}

/** Measurements without a counterpart in BullMQ. */
export async function measureOurs(redis, jobs, queue) {
  const workers = await startWorkers('ours', redis.port, queue);
  const { executor, echo, call, end } = await ours.start(redis.port, queue);
  await Promise.all(numbers(warmUp).map(call));
  const calls = 40 * jobs;
  const map = await timed(calls, () => mapped(executor, echo, calls));
  const kept = await redis.memory();
  await Promise.all(numbers(1000).map(call));
  const figures = { map, 'redis kept': ((await redis.memory()) - kept) / 1000 };
  await end();
  for (const worker of workers) worker.kill('SIGKILL');
  return { ...figures, ...(await pending(redis, `${queue}-pending`)) };
}

/** Without a server, so that all submitted jobs stay pending. */
async function pending(redis, queue) {
  const { executor, echo } = await ours.start(redis.port, queue);
  const kept = [];
  const submit = async (count) => {
    for (let i = 0; i < count; i++) kept.push(executor.submit(echo, i));
    for (;;) {
      await new Promise((next) => setTimeout(next, 50));
      if (
        await executor
          .attach(kept.at(-1).id)
          .result(0)
          .then(Boolean, ({ name }) => name === 'TimeoutError')
      )
        break;
    }
    await new Promise((next) => setTimeout(next, 500));
  };
  await submit(1);
  const [heap, memory] = [used(), await redis.memory()];
  await submit(10_000);
  const few = (used() - heap) / 10_000;
  const waiting = ((await redis.memory()) - memory) / 10_000;
  await submit(40_000);
  const many = (used() - heap) / 50_000;
  await executor.shutdown({ cancelFutures: true, timeout: 10_000 });
  return { 'memory of 10000': few, 'memory of 50000': many, 'redis waiting': waiting };
}

function used() {
  globalThis.gc();
  globalThis.gc();
  return process.memoryUsage().heapUsed;
}

async function roundTrips(call) {
  const times = [];
  for (let i = 0; i < 1000; i++) {
    const began = performance.now();
    await call(i);
    times.push(performance.now() - began);
  }
  return times;
}

async function timed(count, run) {
  const began = performance.now();
  await run();
  return (count * 1000) / (performance.now() - began);
}

function mapped(executor, task, count) {
  return new Promise((complete, error) => executor.map(task, numbers(count)).subscribe({ complete, error }));
}

/** Returns the processor time in microseconds. */
async function spent(redis, workers) {
  const all = await Promise.all(workers.map((worker) => ask(worker)));
  const sum = ({ user, system }) => user + system;
  return {
    submitter: sum(process.cpuUsage()),
    redis: (await redis.spent()) * 1e6,
    servers: all.reduce((total, usage) => total + sum(usage), 0),
  };
}

function ask(worker) {
  return new Promise((resolve) => {
    worker.once('message', resolve);
    worker.send('spent');
  });
}

function startWorkers(kind, port, queue) {
  const start = () =>
    new Promise((resolve, reject) => {
      const file = new URL(`./${kind}.mjs`, import.meta.url);
      const child = fork(file, [String(port), queue, String(concurrency)], { execArgv: [] });
      child.once('message', () => resolve(child));
      child.once('exit', (code) => reject(new Error(`${kind}.mjs ended with ${code}`)));
    });
  return Promise.all([start(), start()]);
}

const numbers = (count) => Array.from({ length: count }, (_, i) => i);

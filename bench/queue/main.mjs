// npm run bench:queue [-- JOBS]: rx-futures/bullmq beside BullMQ's own add + waitUntilFinished, on one Redis of its own, with
// two worker processes each, in turns; medians of three rounds.
import { fork, spawn } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { createServer } from 'node:net';
import { availableParallelism, tmpdir } from 'node:os';
import { join } from 'node:path';
import { Queue, QueueEvents } from 'bullmq';
import { Redis } from 'ioredis';
import { BullMQExecutor } from '../../dist/bundle/doors/bullmq/index.js';
import { taskModule } from '../../dist/bundle/doors/index/index.js';

const jobs = Number(process.argv[2] ?? 5000);
const concurrency = 20;
const port = await sparePort();
const folder = mkdtempSync(join(tmpdir(), 'rx-futures-bench-'));
const redis = spawn('redis-server', ['--port', String(port), '--save', '', '--dir', folder], { stdio: 'ignore' });
redis.once('error', (error) => fail(`redis-server cannot be started: ${error.message}`));
const client = new Redis({ port, maxRetriesPerRequest: null });
client.on('error', () => {});
await client.ping();

const rounds = { ours: [], bullmq: [] };
for (let round = 0; round < 3; round++) {
  rounds.bullmq.push(await bullmq(`bullmq-${round}`));
  rounds.ours.push(await ours(`ours-${round}`));
}
print();
client.disconnect();
redis.kill('SIGKILL');
rmSync(folder, { recursive: true, force: true });
process.exit(0);

async function bullmq(name) {
  const workers = await startWorkers('bullmq', name);
  const queue = new Queue(name, { connection: { port } });
  const events = new QueueEvents(name, { connection: { port } });
  for (const each of [queue, events]) each.setMaxListeners(0);
  await events.waitUntilReady();
  const call = async (value) => (await queue.add('echo', value)).waitUntilFinished(events);
  const result = { ...(await roundTrips(call)), 'fan-out, jobs/s': await fanOut(call) };
  for (const worker of workers) worker.kill('SIGKILL');
  await events.close();
  await queue.close();
  return result;
}

async function ours(name) {
  const workers = await startWorkers('ours', name);
  const executor = new BullMQExecutor({ queue: name, connection: { port } });
  const { echo } = taskModule();
  const call = (value) => executor.submit(echo, value).result();
  const result = {
    ...(await roundTrips(call)),
    'fan-out, jobs/s': await fanOut(call),
    'map, calls/s': await mapped(executor, echo),
    'Redis for a kept job, bytes': await bytesOfAJob(executor, echo),
  };
  await executor.shutdown();
  for (const worker of workers) worker.kill('SIGKILL');
  return result;
}

async function roundTrips(call) {
  for (let i = 0; i < 200; i++) await call(i);
  const times = [];
  for (let i = 0; i < 500; i++) {
    const began = performance.now();
    await call(i);
    times.push(performance.now() - began);
  }
  times.sort((a, b) => a - b);
  return { 'round trip p50, ms': times[250], 'round trip p99, ms': times[494] };
}

async function fanOut(call) {
  const began = performance.now();
  await Promise.all(Array.from({ length: jobs }, (_, i) => call(i)));
  return rate(jobs, began);
}

async function mapped(executor, task) {
  const numbers = Array.from({ length: 40 * jobs }, (_, i) => i);
  const began = performance.now();
  await new Promise((complete, error) => executor.map(task, numbers).subscribe({ complete, error }));
  return rate(numbers.length, began);
}

async function bytesOfAJob(executor, task) {
  const used = async () => Number(/used_memory:(\d+)/.exec(await client.info('memory'))[1]);
  const before = await used();
  await Promise.all(Array.from({ length: 1000 }, (_, i) => executor.submit(task, i).result()));
  return ((await used()) - before) / 1000;
}

function startWorkers(kind, queue) {
  const start = () =>
    new Promise((resolve) => {
      const file = new URL(`./${kind}.mjs`, import.meta.url);
      const child = fork(file, [String(port), queue, String(concurrency)]);
      child.once('message', () => resolve(child));
    });
  return Promise.all([start(), start()]);
}

function rate(count, began) {
  return (count * 1000) / (performance.now() - began);
}

function print() {
  console.log(`${jobs} jobs, 2 workers of ${concurrency}, Node ${process.version}, ${availableParallelism()} cores\n`);
  for (const name of Object.keys(rounds.ours[0])) {
    const [us, them] = [median(rounds.ours, name), median(rounds.bullmq, name)];
    const ratio = them === undefined ? '' : `   BullMQ ${figure(them)}   ratio ${(us / them).toFixed(2)}`;
    console.log(`${name.padEnd(30)} rx-futures ${figure(us)}${ratio}`);
  }
}

function median(all, name) {
  return all.map((each) => each[name]).sort((a, b) => a - b)[1];
}

function figure(value) {
  return value < 100 ? value.toFixed(2) : Math.round(value).toLocaleString('en');
}

async function sparePort() {
  const server = createServer();
  await new Promise((resolve) => server.listen(0, '127.0.0.1', resolve));
  const { port: found } = server.address();
  await new Promise((resolve) => server.close(resolve));
  return found;
}

function fail(message) {
  console.error(message);
  process.exit(1);
}

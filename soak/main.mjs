// Mixed tasks, random cancels, aborts, limits, crashes and kills on both pools of Node, for as long as one likes:
//   npm run soak -- --minutes 10 --seed 1
// Each round submits for some seconds and then waits for all to end. It fails when a Future is lost or ends wrongly, when
// the counts of an executor do not add up, and when heap, handles or workers grow.
import { existsSync, readdirSync } from 'node:fs';
import { setTimeout as sleep } from 'node:timers/promises';
import { parseArgs } from 'node:util';
import { ProcessPoolExecutor, ThreadPoolExecutor } from 'rx-futures/node';
import { Growth } from './Growth.mjs';
import { Random } from './random.mjs';
import { Tally } from './Tally.mjs';
import { submitAndBreak, submitOne } from './traffic.mjs';

const { values } = parseArgs({
  options: { minutes: { type: 'string', default: '10' }, seed: { type: 'string' } },
});
const minutes = Number(values.minutes);
const seed = values.seed === undefined ? Date.now() % 1_000_000 : Number(values.seed);
if (!(minutes > 0) || !Number.isInteger(seed)) {
  throw new RangeError('usage: npm run soak -- [--minutes NUMBER] [--seed WHOLE_NUMBER]');
}

const megabyte = 2 ** 20;
const roundLength = Math.min(4000, minutes * 60_000);
const mostOpen = 400;
const workers = 2;
const complaints = [];
for (const event of ['warning', 'unhandledRejection', 'uncaughtException']) {
  process.on(event, (stray) => complaints.push(`${event}: ${stray?.stack ?? stray}`));
}

const random = new Random(seed);
const tally = new Tally();
const growth = new Growth();
let started = 0;
const count = ({ type }) => (started += Number(type === 'workerStarted'));
const pools = [ThreadPoolExecutor, ProcessPoolExecutor].map((Pool) => {
  const pool = new Pool({ maxWorkers: workers, onWorkerLost: 'replace' });
  pool.events.subscribe(count);
  return pool;
});

const handlesBefore = handles();
console.log(`seed ${seed}`);
const began = performance.now();
const end = began + minutes * 60_000;
while (performance.now() < end && complaints.length === 0) await round();
await Promise.all(pools.map((pool) => pool.shutdown({ timeout: 5000 })));
await sleep(500);
for (const pool of pools) if (pool.stats().workers > 0) complaints.push('a worker outlived its pool');
// the first thread and the first child open some that the process then keeps
if (handles() > handlesBefore + 4) complaints.push(`${handles() - handlesBefore} handles outlived the pools`);
for (const complaint of complaints) console.error(`SOAK FAILED (seed ${seed}): ${complaint}`);
console.log(complaints.length === 0 ? `fine: ${tally.line}  lost 0` : 'failed');
process.exit(complaints.length === 0 ? 0 : 1);

async function round() {
  const until = Math.min(end, performance.now() + roundLength);
  const strict = new ProcessPoolExecutor({ maxWorkers: workers });
  submitAndBreak(random, strict, tally);
  while (performance.now() < until) {
    while (tally.open < mostOpen) submitOne(random, pools[random.below(2)], tally, false);
    submitOne(random, pools[1], tally, true);
    await sleep(1);
  }
  await allSettled();
  await strict.shutdown();
  check();
}

/** Every Future ends soon after the last was submitted. */
async function allSettled() {
  const limit = performance.now() + 20_000;
  while (tally.open > 0 && performance.now() < limit) await sleep(10);
  if (tally.open > 0) complaints.push(`${tally.open} lost: ${JSON.stringify(pools.map((pool) => pool.stats()))}`);
}

function check() {
  globalThis.gc();
  const stats = pools.map((pool) => pool.stats());
  for (const each of stats) if (!addsUp(each)) complaints.push(`counts do not add up: ${JSON.stringify(each)}`);
  const heap = process.memoryUsage().heapUsed / megabyte;
  const running = stats.reduce((sum, each) => sum + each.workers, 0);
  complaints.push(...tally.wrong.splice(0, 10));
  complaints.push(
    ...growth.check({
      'heap (MB)': { now: Math.round(heap), allowance: 15 },
      handles: { now: handles(), allowance: 12 },
      workers: { now: running, allowance: 2 },
    }),
  );
  const seconds = Math.round((performance.now() - began) / 1000);
  console.log(
    `${seconds} s  ${tally.line}  lost ${tally.open}  workers ${running} (${started} started)  ` +
      `heap ${heap.toFixed(1)} MB  handles ${handles()}`,
  );
}

function addsUp({ submitted, queued, running, finished, failed, cancelled }) {
  return queued + running === 0 && finished + failed + cancelled === submitted;
}

/**
 * Returns the number of open channels, pipes and files. Node lists only those that keep it alive, which a pool's do
 * not.
 */
function handles() {
  return existsSync('/proc/self/fd') ? readdirSync('/proc/self/fd').length : process.getActiveResourcesInfo().length;
}

// npm run bench -- queue [--scale X --rounds N]: rx-futures/bullmq beside BullMQ's own add +
// waitUntilFinished, on a separate Redis server, in turns, with two worker processes each. Kept in bench/queue/results.json,
// which docs/distributed.md is made of.
import { writeFileSync } from 'node:fs';
import { parseArgs } from 'node:util';
import { documents } from '../documents.mjs';
import { machine } from '../machine.mjs';
import { results as others } from '../results.mjs';
import { median } from '../statistics.mjs';
import { asText } from '../table.mjs';
import { bullmq, ours } from './contenders.mjs';
import { startRedis } from './redis.mjs';
import { saveQueueResults } from './results.mjs';
import { measureContender, measureOurs } from './rounds.mjs';
import { workloads } from './workloads.mjs';

const { values } = parseArgs({
  options: { jobs: { type: 'string', default: '5000' }, rounds: { type: 'string', default: '5' } },
});
const jobs = wholeNumber('jobs');
const rounds = wholeNumber('rounds');
const before = machine();
const redis = await startRedis();
const figures = {};

try {
  for (let round = 0; round < rounds; round++) await play(round);
} finally {
  redis.stop();
}
const results = workloads.map(({ rows, ...workload }) => ({
  ...workload,
  rounds,
  jobs,
  rows: rows.map(row),
  machine: before,
}));
for (const result of results) console.log(asText(result));
if (jobs === 5000) {
  saveQueueResults(results);
  for (const { path, renewed } of documents(others()))
    writeFileSync(new URL(`../../${path}`, import.meta.url), renewed);
}

async function play(round) {
  const turns = round % 2 === 0 ? [bullmq, ours] : [ours, bullmq];
  for (const contender of turns) note(await measureContender(contender, redis, jobs, `${contender.name}-${round}`));
  note(await measureOurs(redis, jobs, `more-${round}`));
}

function note(measured) {
  for (const [name, value] of Object.entries(measured)) {
    figures[name] ??= [];
    figures[name].push(value);
  }
}

function row([name, figure, peer = false]) {
  return { name, peer, figures: figures[figure], value: median(figures[figure]) };
}

function wholeNumber(name) {
  const value = Number(values[name]);
  if (Number.isInteger(value) && value > 0) return value;
  console.error(`--${name} must be a whole number of 1 or more, got ${values[name]}`);
  process.exit(2);
}

// npm run bench [-- NAME …] [--rounds N] [--scale X] [--list]. The name `queue` runs bench/queue, which needs a redis-server;
// `browser`, which only runs when it is named, runs bench/browser, which needs Chromium.
import { spawnSync } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';
import { machine } from './machine.mjs';
import { measure } from './measure.mjs';
import { report } from './report.mjs';
import { fileOf, results, save } from './results.mjs';
import { asText } from './table.mjs';
import { workloads } from './workloads/index.mjs';

const { values, positionals } = parseArgs({
  allowPositionals: true,
  options: {
    rounds: { type: 'string', default: '5' },
    scale: { type: 'string', default: '1' },
    list: { type: 'boolean', default: false },
  },
});
const names = workloads.map(({ name }) => name);
const unknown = positionals.filter((name) => !names.includes(name) && name !== 'queue' && name !== 'browser');
const wanted = (name) => positionals.length === 0 || positionals.includes(name);

if (values.list) console.log([...names, 'queue', 'browser'].join('\n'));
else if (unknown.length > 0)
  fail(`no such workload: ${unknown.join(', ')}. There are: ${names.join(', ')}, queue, browser`);
else {
  if (workloads.some(({ name }) => wanted(name))) await run(workloads.filter(({ name }) => wanted(name)));
  if (wanted('queue')) runQueue();
  if (positionals.includes('browser')) runBrowser();
}

async function run(chosen) {
  const options = { rounds: wholeNumber('rounds'), scale: Number(values.scale) };
  if (!(options.scale > 0)) fail(`--scale must be a number above 0, got ${values.scale}`);
  for (const { contenders, ...workload } of chosen) {
    const before = machine();
    const rows = await measure({ contenders, ...workload }, options, tellProgress);
    const result = { ...workload, ...options, rows, machine: before };
    console.log(asText(result));
    save(result, names);
  }
  console.log(`\nThe raw rows are in ${fileOf(options)}`);
  if (options.scale === 1 && names.every((name) => name in results())) await report();
}

function runQueue() {
  const file = fileURLToPath(new URL('./queue/main.mjs', import.meta.url));
  const jobs = String(Math.ceil(5000 * Number(values.scale)));
  const args = ['--expose-gc', file, '--rounds', values.rounds, '--jobs', jobs];
  process.exitCode = spawnSync(process.execPath, args, { stdio: 'inherit' }).status ?? 1;
}

/** Starts Chromium by the compiled support files of the specs. */
function runBrowser() {
  const compiled = spawnSync('npx', ['tsc', '-b'], { stdio: 'inherit', shell: process.platform === 'win32' });
  if (compiled.status !== 0) return fail('the specs do not compile');
  const file = fileURLToPath(new URL('./browser/main.mjs', import.meta.url));
  process.exitCode = spawnSync(process.execPath, [file], { stdio: 'inherit' }).status ?? 1;
}

function tellProgress(text) {
  if (process.stderr.isTTY) process.stderr.write(`\r\x1b[K${text}`);
}

function wholeNumber(name) {
  const value = Number(values[name]);
  if (!Number.isInteger(value) || value < 1) fail(`--${name} must be a whole number of 1 or more, got ${values[name]}`);
  return value;
}

function fail(message) {
  console.error(message);
  process.exit(2);
}

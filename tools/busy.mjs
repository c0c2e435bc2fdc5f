// Runs specs beside six busy loops: `npm run spec:busy`, `npm run spec:busy -- --times 3 .out/spec/executors/node/streams-spec.js`.
// Without names it runs the specs of the pools; `all` stands for every spec. Mocha's own options may follow.
import { spawn } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { parseArgs } from 'node:util';

const loops = 6;
const pools = [
  '.out/spec/executors/node/*PoolExecutor-spec.js',
  '.out/spec/executors/node/streams-spec.js',
  '.out/spec/executors/node/threadLife-spec.js',
  '.out/spec/executors/node/processLife-spec.js',
  '.out/spec/executors/node/threadFaults-spec.js',
  '.out/spec/executors/node/python-spec.js',
  '.out/spec/executors/eventLoop/*-spec.js',
  '.out/spec/executor/model-spec.js',
  '.out/spec/executors/test/TestExecutor-contract-spec.js',
];

/** A loop looks now and then whether this process is still its parent, so that none outlives it, however it ends. */
const loop = 'const parent = process.ppid; while (process.ppid === parent) for (let i = 0; i < 1e7; i++);';

const { values, positionals } = parseArgs({
  options: { times: { type: 'string', default: '1' }, grep: { type: 'string', short: 'g' } },
  allowPositionals: true,
});
const times = Number(values.times);
if (!Number.isInteger(times) || times < 1) throw new RangeError(`--times must be 1 or more, got ${values.times}`);

const children = new Set();
process.on('exit', endAll);
for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP']) process.on(signal, () => process.exit(1));
const parent = process.ppid;
setInterval(() => process.ppid === parent || process.exit(1), 1000).unref(); // a shell that npm ends passes on no signal

const mocha = [
  'node_modules/mocha/bin/mocha.js',
  ...options(),
  ...(values.grep === undefined ? [] : ['-g', values.grep]),
];
if ((await run(['tools/compile.mjs'])) !== 0) process.exit(1); // before the loops start
for (let i = 0; i < loops; i++) start(['-e', loop]);
for (let time = 1; time <= times; time++) {
  const began = performance.now();
  const code = await run(mocha);
  console.log(
    `run ${time} of ${times} beside ${loops} busy loops: ${Math.round((performance.now() - began) / 1000)} s`,
  );
  if (code !== 0) process.exit(1);
}
process.exit(0);

/** The options of .mocharc.json, without its specs. */
function options() {
  const { spec, ...config } = JSON.parse(readFileSync('.mocharc.json', 'utf8'));
  const flags = Object.entries(config).flatMap(([name, value]) =>
    [value].flat().flatMap((each) => (each === true ? [`--${name}`] : [`--${name}`, String(each)])),
  );
  const chosen = positionals.length > 0 ? positionals : pools;
  return ['--no-config', ...flags, ...(chosen.includes('all') ? spec : chosen)];
}

function run(args) {
  return new Promise((resolve) => start(args).on('close', resolve));
}

function start(args) {
  const child = spawn(process.execPath, args, { stdio: ['ignore', 'inherit', 'inherit'] });
  children.add(child);
  child.on('close', () => children.delete(child));
  child.on('error', (error) => {
    console.error(error);
    process.exit(1);
  });
  return child;
}

/** SIGINT, since mocha passes on no other signal to the process that runs the specs. */
function endAll() {
  for (const child of children) if (child.pid !== undefined) child.kill('SIGINT');
}

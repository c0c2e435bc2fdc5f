// npm run renew -- NAME …: writes files anew that are derived from the source and under review. Specs compare them.
import { spawnSync } from 'node:child_process';

const browserSpecs = ['playground', 'trace'].map((name) => `.out/spec/executors/webWorker/${name}-spec.js`);

const commands = {
  /** spec/golden: the printed types of the entry points. */
  api: ['node', 'tools/api.mjs'],
  /** docs/options.md, from the interfaces of the options. */
  options: ['node', 'tools/options.mjs'],
  /** The tables of docs/values.md, from what arrives in workers. */
  values: ['npx', 'mocha', '-g', 'what really arrives'],
  /** The pictures of the docs, from a real browser. */
  pictures: ['npm', 'run', '--silent', 'spec', '--', ...browserSpecs],
  /** The chart and the tables of the benchmarks, from the kept results. */
  bench: ['node', 'bench/report.mjs'],
};
/** They make a spec write what it would compare. */
const variables = {
  values: { RENEW_VALUES: 'yes' },
  pictures: { RENEW_PICTURES: 'yes', SPEC_WINDOWS: 'all' },
};

const names = process.argv.slice(2);
const unknown = names.filter((name) => !(name in commands));
if (unknown.length > 0 || names.length === 0) {
  console.error(`npm run renew -- NAME …, where NAME is one of ${Object.keys(commands).join(', ')}`);
  process.exit(2);
}
run(['npm', 'run', '--silent', 'build']);
for (const name of names) run(commands[name], variables[name]);

function run([program, ...args], env = {}) {
  const options = { stdio: 'inherit', env: { ...process.env, ...env }, shell: process.platform === 'win32' };
  const { status } = spawnSync(program, args, options);
  if (status !== 0) process.exit(status ?? 1);
}

// npm run check: what a change has to pass. `npm run check -- package size` runs only those. CI runs more: every window of
// the dispatcher, the busy run, coverage, the soak, and the bundlers.
import { spawn } from 'node:child_process';

const commands = {
  lint: 'npm run --silent lint',
  package: 'npm run --silent build && npx publint --strict && npx attw --pack . --profile esm-only',
  size: 'npm run --silent build && npx size-limit',
  test: 'npm test --silent',
  doctest: 'npm run --silent build && node tools/doctest.mjs',
  docs: 'npm run --silent docs',
};

/** The fastest checks come first. The site is built beside the tests, which do not always use both cores. */
const everything = [['lint'], ['package'], ['size'], ['test', 'docs']];

const chosen = process.argv.slice(2);
const unknown = chosen.filter((name) => !(name in commands));
if (unknown.length > 0) {
  console.error(`there is no check named ${unknown.join(', ')}; there are ${Object.keys(commands).join(', ')}`);
  process.exit(2);
}
const start = performance.now();
for (const names of chosen.length > 0 ? chosen.map((name) => [name]) : everything) {
  const codes = await Promise.all(names.map((name, i) => run(name, i > 0)));
  if (codes.some((code) => code !== 0)) process.exit(1);
}
console.log(`All checks passed, in ${seconds(start)} s`);

/** Runs a check; a quiet one prints its output only when it fails. */
function run(name, quiet) {
  const started = performance.now();
  return new Promise((resolve) => {
    const child = spawn(commands[name], { shell: true, stdio: ['ignore', quiet ? 'pipe' : 'inherit', 'pipe'] });
    let output = '';
    child.stdout?.on('data', (data) => (output += data));
    child.stderr.on('data', (data) => (output += data));
    child.on('close', (code) => {
      if (code !== 0) console.error(output);
      console.log(`${code === 0 ? '✔' : '✘'} ${name}, ${seconds(started)} s`);
      resolve(code);
    });
  });
}

function seconds(from) {
  return Math.round((performance.now() - from) / 1000);
}

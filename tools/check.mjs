// npm run check: what a change has to pass, in less than three minutes on two cores. CI runs more: every window of the
// dispatcher, coverage, the soak, and the bundlers. What comes first is what fails soonest; the site is built beside the
// tests, which leave a core idle now and then. The package is checked before them, since packing builds dist anew.
import { spawn } from 'node:child_process';

const steps = [['lint'], ['check:package'], ['test', 'site']];
const began = performance.now();
for (const scripts of steps) {
  const codes = await Promise.all(scripts.map((script, i) => run(script, i > 0)));
  if (codes.some((code) => code !== 0)) process.exit(1);
}
console.log(`All is well, in ${seconds(began)} s`);

/** Runs an npm script; a quiet one says something only when it fails. */
function run(script, quiet) {
  const started = performance.now();
  return new Promise((resolve) => {
    const child = spawn('npm', ['run', '--silent', script], { stdio: ['ignore', quiet ? 'pipe' : 'inherit', 'pipe'] });
    let said = '';
    child.stdout?.on('data', (text) => (said += text));
    child.stderr.on('data', (text) => (said += text));
    child.on('close', (code) => {
      if (code !== 0) console.error(said);
      console.log(`${code === 0 ? '✔' : '✘'} ${script}, ${seconds(started)} s`);
      resolve(code);
    });
  });
}

function seconds(from) {
  return Math.round((performance.now() - from) / 1000);
}

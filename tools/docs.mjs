// npm run docs: builds the documentation site. `npm run docs -- serve` serves it on this machine.
import { spawnSync } from 'node:child_process';

const [command = 'build'] = process.argv.slice(2);
if (command === 'serve') run('node', 'site/serve.mjs');
else if (command === 'build') {
  run('npm', 'run', '--silent', 'build');
  run('npm', '--prefix', 'site', 'ci', '--silent', '--no-audit', '--no-fund');
  run('npm', '--prefix', 'site', 'run', '--silent', 'build');
} else {
  console.error(`npm run docs takes serve or nothing, got ${command}`);
  process.exit(2);
}

function run(program, ...args) {
  const { status } = spawnSync(program, args, { stdio: 'inherit', shell: process.platform === 'win32' });
  if (status !== 0) process.exit(status ?? 1);
}

// npm run example -- NAME: runs an example of examples/. `angular` and `vite` are projects of their own: the packed library
// is installed in them, and their pages are served. The others are programs for Node.
import { execFileSync } from 'node:child_process';
import { existsSync, readdirSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { install, pack, root } from './fixture.mjs';

const [name = '', ...args] = process.argv.slice(2);
const folder = join(root, 'examples', name);
if (existsSync(join(folder, 'package.json'))) serve();
else if (name !== '' && existsSync(join(folder, 'main.ts'))) execute();
else {
  const names = readdirSync(join(root, 'examples'), { withFileTypes: true }).filter((entry) => entry.isDirectory());
  console.error(`npm run example -- NAME, where NAME is one of ${names.map((entry) => entry.name).join(', ')}`);
  process.exit(2);
}

function serve() {
  const packed = pack();
  install(folder, packed);
  rmSync(join(packed, '..'), { recursive: true });
  execFileSync('npm', ['start'], { cwd: folder, stdio: 'inherit' });
}

function execute() {
  execFileSync('npx', ['tsc', '-b', 'examples'], { cwd: root, stdio: 'inherit' });
  execFileSync('node', [join(root, '.out/examples', name, 'main.js'), ...args], { cwd: root, stdio: 'inherit' });
}

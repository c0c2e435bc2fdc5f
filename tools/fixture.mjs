// Puts the library, packed as it is published, into the folders of other projects: the examples that are built by a
// bundler, and what the bundlers are tested with. Each has a lock of its own; the library is unpacked beside what it locks.
//
//   npm run example -- angular     installs examples/angular and serves it
import { execFileSync } from 'node:child_process';
import { cpSync, existsSync, mkdirSync, mkdtempSync, readdirSync, rmSync, statSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';

export const root = fileURLToPath(new URL('..', import.meta.url));
const run = (cwd, command, ...args) => execFileSync(command, args, { cwd, stdio: ['ignore', 'pipe', 'inherit'] });

/** Packs the built library and gives the folder it was unpacked into. */
export function pack() {
  const folder = mkdtempSync(join(tmpdir(), 'rx-futures-pack-'));
  run(root, 'npm', 'pack', '--ignore-scripts', '--silent', '--pack-destination', folder);
  const [tarball] = readdirSync(folder);
  run(folder, 'tar', '-xzf', tarball);
  return join(folder, 'package');
}

/** Installs what the project locks, unless it is there, and the packed library. */
export function install(project, packed) {
  if (!isInstalled(project)) run(project, 'npm', 'ci', '--silent', '--no-audit', '--no-fund');
  const home = join(project, 'node_modules/rx-futures');
  rmSync(home, { recursive: true, force: true });
  mkdirSync(home, { recursive: true });
  cpSync(packed, home, { recursive: true });
}

function isInstalled(project) {
  const installed = join(project, 'node_modules/.package-lock.json');
  return existsSync(installed) && statSync(installed).mtimeMs >= statSync(join(project, 'package-lock.json')).mtimeMs;
}

if (process.argv[1] === fileURLToPath(import.meta.url)) {
  const project = join(root, 'examples', process.argv[2] ?? '');
  if (!existsSync(join(project, 'package.json'))) throw new Error('which example? angular or vite');
  const packed = pack();
  install(project, packed);
  rmSync(join(packed, '..'), { recursive: true });
  execFileSync('npm', ['start'], { cwd: project, stdio: 'inherit' });
}

// Installs the library, packed as it is published, in the folders of other projects: the examples that a bundler builds, and
// the applications that the bundlers are tested with. Each has its own lock; the library is unpacked beside its packages.
import { execFileSync } from 'node:child_process';
import { cpSync, existsSync, mkdirSync, mkdtempSync, readdirSync, rmSync, statSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';

export const root = fileURLToPath(new URL('..', import.meta.url));
const run = (cwd, command, ...args) => execFileSync(command, args, { cwd, stdio: ['ignore', 'pipe', 'inherit'] });

/** Packs the built library and returns the folder that it was unpacked into. */
export function pack() {
  const folder = mkdtempSync(join(tmpdir(), 'rx-futures-pack-'));
  run(root, 'npm', 'pack', '--ignore-scripts', '--silent', '--pack-destination', folder);
  const [tarball] = readdirSync(folder);
  run(folder, 'tar', '-xzf', tarball);
  return join(folder, 'package');
}

/** Installs the locked packages of a project, unless they are there, and the packed library. */
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

import { spawnSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { arch, availableParallelism, cpus, loadavg, platform, totalmem } from 'node:os';

const read = (path) => JSON.parse(readFileSync(new URL(path, import.meta.url), 'utf8'));

/** Describes the machine and the versions. */
export function machine() {
  const { dependencies } = read('./package.json');
  const python = spawnSync('python3', ['--version'], { encoding: 'utf8' });
  return {
    date: new Date().toISOString(),
    cpu: cpus()[0]?.model ?? 'unknown',
    cores: availableParallelism(),
    load: Number(loadavg()[0].toFixed(1)),
    memory: `${Math.round(totalmem() / 2 ** 30)} GiB`,
    platform: `${platform()} ${arch()}`,
    node: process.version,
    python: python.status === 0 ? python.stdout.trim() : undefined,
    versions: {
      'rx-futures': read('../package.json').version,
      rxjs: read('../node_modules/rxjs/package.json').version,
      ...dependencies,
    },
  };
}

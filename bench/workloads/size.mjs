import { execFileSync } from 'node:child_process';
import { fileURLToPath } from 'node:url';

const root = fileURLToPath(new URL('../..', import.meta.url));

/** Returns the bytes of an entry point, minified and compressed, as size-limit measures them by package.json. */
function sizeOf(entryPoint) {
  const sizes = JSON.parse(execFileSync('npx', ['size-limit', '--json'], { cwd: root, encoding: 'utf8' }));
  return sizes.find(({ name }) => name === entryPoint).size;
}

export const bundleSize = {
  name: 'size',
  title: 'The entry points for browsers, minified and compressed',
  unit: 'bytes',
  less: true,
  goals: [
    { of: 'rx-futures/worker', bound: 3000 },
    { of: 'rx-futures/web', bound: 8000 },
  ],
  contenders: () =>
    ['rx-futures/web', 'rx-futures/worker'].map((entryPoint) => ({
      name: entryPoint,
      run: async () => sizeOf(entryPoint),
    })),
};

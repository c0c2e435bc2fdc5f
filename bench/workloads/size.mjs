import { existsSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { gzipSync } from 'node:zlib';
import { build } from 'esbuild';

const file = (door) => fileURLToPath(new URL(`../../dist/${door}/index.js`, import.meta.url));

/** Bytes of a door as a browser gets it, minified and compressed, without rxjs. */
async function bundled(door) {
  const { outputFiles } = await build({
    entryPoints: [file(door)],
    bundle: true,
    minify: true,
    write: false,
    format: 'esm',
    platform: 'browser',
    external: ['rxjs', 'node:*'],
  });
  return gzipSync(outputFiles[0].contents).length;
}

export const bundleSize = {
  name: 'size',
  title: 'The doors for browsers, minified and compressed',
  unit: 'bytes',
  less: true,
  goals: [
    { of: 'rx-futures/worker', bound: 3000 },
    { of: 'rx-futures/web', bound: 8000 },
  ],
  contenders: () =>
    ['worker', 'web']
      .filter((door) => existsSync(file(door)))
      .map((door) => ({ name: `rx-futures/${door}`, run: () => bundled(door) })),
};

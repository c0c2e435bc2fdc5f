// Bundles the built entry points for Node: `dist` has a hundred small files, and Node takes most of a millisecond to load each,
// in the host and again in every worker. Bundlers get the small files (the `default` condition), of which they drop
// what is not used. Every output lies two folders deep, as in `dist` itself, so that paths relative to a module hold.
import { readFileSync, rmSync, writeFileSync } from 'node:fs';
import { basename, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { build } from 'esbuild';

const dist = fileURLToPath(new URL('../dist', import.meta.url));
const outdir = join(dist, 'bundle');

/** The options of both. */
const options = {
  outdir,
  bundle: true,
  format: 'esm',
  platform: 'node',
  target: 'node20',
  external: ['rxjs', 'bullmq', 'ioredis', '@angular/core'],
  sourcemap: 'linked',
  sourcesContent: false,
  logLevel: 'warning',
};

/** The entry points share their code: a class is one class, whichever entry point it came through. */
const entryPoints = {
  ...options,
  splitting: true,
  chunkNames: 'entryPoints/shared/[name]-[hash]',
  entryPoints: Object.fromEntries([
    ...entryPointNames().map((name) => [`entryPoints/${name}/index`, join(dist, `entryPoints/${name}.js`)]),
    ['entryPoints/cli/rx-futures', join(dist, 'integrations/cli/rx-futures.js')],
  ]),
};

/** The modules that package.json exports, by the name of their file. */
function entryPointNames() {
  const { exports } = JSON.parse(readFileSync(new URL('../package.json', import.meta.url), 'utf8'));
  const targets = Object.values(exports).filter((target) => typeof target === 'object');
  return targets.map((target) => basename(target.default, '.js'));
}

/** A worker loads one file, in a folder of the layout of `dist`. */
export async function bundleWorkers(to, more = {}) {
  const entries = ['thread', 'process'].map((name) => ({
    [`worker/node/${name}`]: join(dist, `worker/node/${name}.js`),
  }));
  const each = { ...options, outdir: to, ...more };
  await Promise.all(entries.map((entryPoints) => build({ ...each, entryPoints })));
}

/** The worker's side as one text, for workers that are made of a Blob; `from` is a folder of compiled sources. */
export async function inlineWorkerSource(from) {
  const entryPoints = [join(from, 'worker/web/inline.js')];
  const { outputFiles } = await build({ entryPoints, bundle: true, minify: true, format: 'esm', write: false });
  return `export const source = ${JSON.stringify(outputFiles[0].text)};\n`;
}

export async function bundle() {
  rmSync(outdir, { recursive: true, force: true });
  writeFileSync(join(dist, 'executors/webWorker/inlineWorkerSource.js'), await inlineWorkerSource(dist));
  await Promise.all([build(entryPoints), bundleWorkers(outdir)]);
}

if (process.argv[1] === fileURLToPath(import.meta.url)) await bundle();

// Bundles the built doors for Node: `dist` has a hundred small files, and Node takes most of a millisecond to load each,
// in the host and again in every worker. Bundlers get the small files (the `default` condition), of which they drop
// what is not used. Every output lies two folders deep, as in `dist` itself, so that paths relative to a module hold.
import { rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { build } from 'esbuild';

const dist = fileURLToPath(new URL('../dist', import.meta.url));
const outdir = join(dist, 'bundle');

/** What both have in common. */
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

/** The doors share their code: a class is one class, whichever door it came through. */
const doors = {
  ...options,
  splitting: true,
  chunkNames: 'doors/shared/[name]-[hash]',
  entryPoints: {
    'doors/angular/index': join(dist, 'angular/index.js'),
    'doors/index/index': join(dist, 'index.js'),
    'doors/node/index': join(dist, 'node/index.js'),
    'doors/web/index': join(dist, 'web/index.js'),
    'doors/worker/index': join(dist, 'worker/index.js'),
    'doors/testing/index': join(dist, 'testing/index.js'),
    'doors/trace/index': join(dist, 'trace/index.js'),
    'doors/bullmq/index': join(dist, 'bullmq/index.js'),
    'doors/command/rx-futures': join(dist, 'command/rx-futures.js'),
  },
};

/** What a worker loads is one file, in a folder that has the form of `dist`. The banner tells it from a compiled one. */
export async function bundleWorkers(to, banner = '') {
  const entries = ['thread', 'process'].map((name) => ({
    [`worker/node/${name}`]: join(dist, `worker/node/${name}.js`),
  }));
  const each = { ...options, outdir: to, allowOverwrite: true, banner: { js: banner } };
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
  writeFileSync(join(dist, 'web/inlineWorkerSource.js'), await inlineWorkerSource(dist));
  await Promise.all([build(doors), bundleWorkers(outdir)]);
}

if (process.argv[1] === fileURLToPath(import.meta.url)) await bundle();

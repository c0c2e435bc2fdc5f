// The playground page: its script and its worker's file, bundled of the built library as a user's bundler would do it.
import { copyFileSync, mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { build } from 'esbuild';

const at = (path) => fileURLToPath(new URL(path, import.meta.url));
const dist = at('../dist/entryPoints');

/** Writes the page into the folder. */
export async function buildPlayground(folder) {
  mkdirSync(folder, { recursive: true });
  for (const file of ['index.html', 'playground.css']) copyFileSync(at(`playground/${file}`), join(folder, file));
  await build({
    entryPoints: [at('playground/playground.js'), at('playground/tasks.worker.js')],
    outdir: folder,
    bundle: true,
    minify: true,
    keepNames: true,
    format: 'esm',
    target: 'es2022',
    alias: {
      'rx-futures': join(dist, 'index.js'),
      'rx-futures/web': join(dist, 'web.js'),
      'rx-futures/worker': join(dist, 'worker.js'),
    },
    logLevel: 'warning',
  });
}

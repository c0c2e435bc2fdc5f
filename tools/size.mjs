// What a page and a worker pay for the library: each browser entry point bundled and minified by itself, rxjs apart. The parts
// that are loaded only when they are needed (the text of the inline worker) are not counted. `--why` lists the modules.
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { brotliCompressSync, gzipSync } from 'node:zlib';
import { build } from 'esbuild';

const root = fileURLToPath(new URL('..', import.meta.url));

/** What is imported of each entry point. */
export const uses = {
  web: "export { WebWorkerPoolExecutor } from 'rx-futures/web';",
  worker: "export { currentTask, expose, registerError, transfer } from 'rx-futures/worker';",
};

/** The bytes of an entry point: minified, gzipped and brotlied, and those of each module in it. */
export async function sizeOf(entryPoint) {
  const { outputFiles, metafile } = await build({
    stdin: { contents: uses[entryPoint], resolveDir: root, sourcefile: 'use.js' },
    bundle: true,
    minify: true,
    splitting: true,
    format: 'esm',
    platform: 'browser',
    target: 'es2022',
    external: ['rxjs'],
    outdir: join(root, '.out/size'),
    write: false,
    metafile: true,
    nodePaths: [join(root, 'node_modules')],
  });
  const wanted = staticFiles(metafile);
  const files = outputFiles.filter(({ path }) => wanted.has(path.slice(root.length)));
  const bytes = Buffer.concat(files.map(({ contents }) => contents));
  return {
    entryPoint,
    minified: bytes.length,
    gzip: gzipSync(bytes, { level: 9 }).length,
    brotli: brotliCompressSync(bytes).length,
    modules: modulesOf(metafile, wanted),
  };
}

/** The entry's file and what it imports at once. */
function staticFiles({ outputs }) {
  const [entry] = Object.entries(outputs).find(
    ([, { entryPoint }]) => entryPoint === 'use.js' || entryPoint === '<stdin>',
  );
  const found = new Set([entry]);
  for (const file of found) {
    for (const { path, kind } of outputs[file].imports)
      if (kind === 'import-statement' && outputs[path]) found.add(path);
  }
  return found;
}

function modulesOf({ outputs }, wanted) {
  const inputs = [...wanted].flatMap((file) => Object.entries(outputs[file].inputs));
  return inputs.map(([path, { bytesInOutput }]) => ({ path, bytes: bytesInOutput })).sort((a, b) => b.bytes - a.bytes);
}

if (process.argv[1] === fileURLToPath(import.meta.url)) {
  const sizes = await Promise.all(Object.keys(uses).map(sizeOf));
  console.table(
    Object.fromEntries(
      sizes.map(({ entryPoint, modules, ...bytes }) => [
        `rx-futures/${entryPoint}`,
        { ...bytes, modules: modules.length },
      ]),
    ),
  );
  if (process.argv.includes('--why')) {
    for (const { entryPoint, modules } of sizes) {
      console.log(`\nrx-futures/${entryPoint}`);
      for (const { path, bytes } of modules) console.log(`${String(bytes).padStart(6)}  ${path}`);
    }
  }
}

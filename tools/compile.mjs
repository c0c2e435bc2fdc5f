// Required by mocha before it looks for spec files: brings dist and .out up to date, once, in mocha's main process only.
import { spawnSync } from 'node:child_process';
import { cpSync, existsSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';

const workerEntries = ['.out/src/worker/node/thread.js', '.out/src/worker/node/process.js'];
const banner = '// Bundled for the specs.';

if (!process.env.SPECS_COMPILED) {
  process.env.SPECS_COMPILED = '1'; // the processes that run the spec files inherit it
  const { bundle, bundleWorkers } = await import('./bundle.mjs');
  const { useSingleFileRxjs } = await import('./singleFileRxjs.mjs');
  prune();
  compile('src'); // what the package is, and what the guards, the doctest and the examples load
  await bundle();
  compileWholeIfKilled();
  compile('examples', '.');
  rmSync('.out/bundle', { recursive: true, force: true });
  cpSync('dist/bundle', '.out/bundle', { recursive: true }); // what the programs of the specs load
  await useSingleFileRxjs();
  await takeBundledWorkers(bundleWorkers);
}

/** A failed compile fails the run. */
function compile(...projects) {
  const tsc = ['node_modules/typescript/bin/tsc', '-b', ...projects];
  const { status } = spawnSync(process.execPath, tsc, { stdio: 'inherit' });
  if (status !== 0) process.exit(status ?? 1);
}

/** `tsc -b` never deletes the output of a deleted source: an old spec would run for ever. */
function prune() {
  const folders = [
    ['.out/src', 'src'],
    ['.out/spec', 'spec'],
    ['dist', 'src'],
  ];
  for (const [out, source] of folders.filter(([each]) => existsSync(each))) {
    for (const file of readdirSync(out, { recursive: true })) {
      if (file.startsWith('node_modules')) continue;
      const stem = /^(.*?)\.(d\.ts|js)(\.map)?$/.exec(file)?.[1];
      if (stem !== undefined && !file.startsWith('bundle') && !existsSync(join(source, `${stem}.ts`)))
        rmSync(join(out, file));
    }
  }
}

/**
 * The specs start thousands of workers. As in the package, each loads one file instead of fifty, which is half of its
 * start. Afterwards the compiled entries are there again: a plain `tsc -b` takes them for up to date whatever they hold.
 */
async function takeBundledWorkers(bundleWorkers) {
  const files = workerEntries.flatMap((file) => [file, `${file}.map`]);
  const compiled = files.map((file) => [file, readFileSync(file)]);
  process.on('exit', () => {
    for (const [file, text] of compiled) writeFileSync(file, text);
  });
  // Each worker that reads a stack would parse the whole map; only a measurement of coverage needs it.
  const sourcemap = process.env.NODE_V8_COVERAGE === undefined ? false : 'linked';
  await bundleWorkers('.out/src', { allowOverwrite: true, banner: { js: banner }, sourcemap });
}

/** A run that was killed could not put the compiled entries back. */
function compileWholeIfKilled() {
  const isBundle = (file) => existsSync(file) && readFileSync(file, 'utf8').startsWith(banner);
  if (workerEntries.some(isBundle)) rmSync('.out/tsconfig.tsbuildinfo');
}

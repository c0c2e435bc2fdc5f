// Loaded by mocha before it looks for spec files: brings dist and .out up to date, once, in the main process only.
import { spawnSync } from 'node:child_process';
import { existsSync, readdirSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { isMainThread } from 'node:worker_threads';
import { bundle } from './bundle.mjs';

if (isMainThread && !process.env.SPECS_COMPILED) {
  process.env.SPECS_COMPILED = '1'; // workers and forked children inherit --import as well
  prune();
  compile('tsconfig.build.json'); // what the package is, and what the guards, the doctest and the examples load
  await bundle();
  compile('examples', '.');
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
      const stem = /^(.*?)\.(d\.ts|js)(\.map)?$/.exec(file)?.[1];
      if (stem !== undefined && !file.startsWith('bundle') && !existsSync(join(source, `${stem}.ts`)))
        rmSync(join(out, file));
    }
  }
}

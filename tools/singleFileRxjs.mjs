// RxJS as one file, for the compiled specs. Node loads it from two hundred, which takes most of the start of a worker
// whose tasks use it, and the specs start thousands of workers. Examples and `dist` load RxJS as users do.
import { existsSync, mkdirSync, readFileSync, symlinkSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { build } from 'esbuild';

const folder = '.out/rxjs';
const { name, version } = JSON.parse(readFileSync('node_modules/rxjs/package.json', 'utf8'));

const manifest = join(folder, 'package.json');

/** Has the compiled sources and specs, and the bundle in `.out`, load RxJS from one file. */
export async function useSingleFileRxjs() {
  const written = existsSync(manifest) && JSON.parse(readFileSync(manifest, 'utf8')).version;
  if (written !== version) await write();
  for (const part of ['src', 'spec', 'bundle']) linkInto(`.out/${part}/node_modules`);
}

async function write() {
  mkdirSync(folder, { recursive: true });
  await build({
    stdin: {
      contents: "module.exports = { rxjs: require('rxjs'), testing: require('rxjs/testing') };",
      resolveDir: '.',
    },
    outfile: join(folder, 'all.cjs'),
    bundle: true,
    platform: 'node', // the files that Node loads
    target: 'node20',
    minifyWhitespace: true,
    logLevel: 'warning',
  });
  for (const [file, part, module] of [
    ['index.cjs', 'rxjs', await import('rxjs')],
    ['testing.cjs', 'testing', await import('rxjs/testing')],
  ])
    writeFileSync(join(folder, file), reexport(part, Object.keys(module)));
  writeFileSync(join(folder, 'index.js'), "export * from '../../node_modules/rxjs/dist/esm/index.js';\n");
  writeFileSync(join(folder, 'testing.js'), "export * from '../../node_modules/rxjs/dist/esm/testing/index.js';\n");
  const exports = {
    '.': { node: './index.cjs', default: './index.js' }, // bundlers for pages drop what is not used
    './testing': { node: './testing.cjs', default: './testing.js' },
  };
  writeFileSync(manifest, JSON.stringify({ name, version, sideEffects: false, exports }));
}

/** Links the package into the folder that the modules beside it search first. */
function linkInto(modules) {
  mkdirSync(modules, { recursive: true });
  if (!existsSync(join(modules, name))) symlinkSync('../../rxjs', join(modules, name));
}

/** One assignment for each name: Node finds the names that a module can import by reading the source. */
function reexport(part, names) {
  const assignments = names.filter((each) => each !== 'default' && each !== 'module.exports');
  return [
    `const { ${part} } = require('./all.cjs');`,
    ...assignments.map((each) => `exports.${each} = ${part}.${each};`),
  ]
    .map((line) => `${line}\n`)
    .join('');
}

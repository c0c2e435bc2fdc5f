// Compiles and runs every `ts` block of the README, of docs/*.md and of the `@example`s in src, against the built package
// under its own name. What a comment behind a `console.log` promises has to be in the output. `no-run` in a fence's info
// string compiles only. Blocks of one section that start with `// name.ts` are files of one folder, and may import each other.
import { spawn } from 'node:child_process';
import { existsSync, mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { cpus } from 'node:os';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';

const root = fileURLToPath(new URL('..', import.meta.url));
const out = join(root, '.out/doctest');
const patience = 120_000; // of a machine that is busy with other things

/** Returns every block with its position, its source, and whether it is run. */
export function blocks() {
  const documents = ['README.md', ...markdownOf('docs'), ...sourcesOf('src')];
  return documents.flatMap((path) => blocksOf(path, readFileSync(join(root, path), 'utf8')));
}

function markdownOf(folder) {
  if (!existsSync(join(root, folder))) return [];
  return readdirSync(join(root, folder), { recursive: true })
    .filter((name) => name.endsWith('.md') && !name.includes('node_modules'))
    .map((name) => join(folder, name));
}

function sourcesOf(folder) {
  return readdirSync(join(root, folder), { recursive: true })
    .filter((name) => name.endsWith('.ts'))
    .map((name) => join(folder, name));
}

function blocksOf(path, text) {
  const found = [];
  for (const match of text.matchAll(/^([ \t]*(?:\* )?)```ts([^\n]*)\n([\s\S]*?)^[ \t]*(?:\* )?```/gm)) {
    const [, , info, body] = match;
    const line = text.slice(0, match.index).split('\n').length;
    const code = path.endsWith('.ts') ? body.replaceAll(/^[ \t]*\* ?/gm, '') : body;
    const [, file] = /^\/\/ ([\w.-]+)\.ts\n/.exec(code) ?? [];
    found.push({ path, line, code, file, chapter: chapterAt(text, match.index), run: !info.includes('no-run') });
  }
  return found;
}

/** Returns the number of headings before a position. */
function chapterAt(text, index) {
  return text.slice(0, index).split(/^#+ /m).length - 1;
}

/** Each block becomes a module that starts at its own line, so that the compiler's messages point into the document. */
export function write(all) {
  rmSync(out, { recursive: true, force: true });
  mkdirSync(out, { recursive: true });
  for (const [i, block] of all.entries()) {
    const { path, line, file, chapter } = block;
    const document = path.replaceAll(/[^A-Za-z0-9]+/g, '_');
    block.name = file === undefined ? `${document}_${line}_${i}` : `${document}_${chapter}/${file}`;
    mkdirSync(dirname(join(out, block.name)), { recursive: true });
    writeFileSync(join(out, `${block.name}.ts`), `${'\n'.repeat(block.line)}${block.code}\nexport {};\n`);
  }
  const options = {
    rootDir: '.',
    outDir: 'js',
    noUnusedLocals: false,
    composite: false,
    declaration: false,
    types: ['node'],
    module: 'esnext',
    moduleResolution: 'bundler', // pages leave out the ending of a file; what runs in Node fails there without it
  };
  const config = {
    extends: '../../tsconfig.json',
    compilerOptions: options,
    include: ['*.ts', '*/*.ts'],
    exclude: ['js'],
  };
  writeFileSync(join(out, 'tsconfig.json'), JSON.stringify(config));
}

/** Returns the failures as strings; empty when there is none. */
export async function check(all = blocks()) {
  write(all);
  const compiled = await execute(join(root, 'node_modules/typescript/bin/tsc'), ['-p', out]);
  if (compiled.code !== 0) return [compiled.output];
  const failures = [];
  const queue = all.filter(({ run }) => run);
  await Promise.all(
    cpus().map(async () => {
      for (let block = queue.pop(); block !== undefined; block = queue.pop()) {
        const { code, output } = await execute(join(out, 'js', `${block.name}.js`), []);
        const missing = code === 0 ? unkept(block.code, output) : '';
        if (code !== 0 || missing !== '') failures.push(`${block.path}:${block.line}\n${output}${missing}`);
      }
    }),
  );
  return failures;
}

/** Returns the first expected output that is missing. Several values in one comment may be printed on several lines. */
function unkept(code, output) {
  const printed = output.replaceAll(/\s+/g, ' ');
  const promises = [...code.matchAll(/\bconsole\.log\(.*;[ \t]*\/\/ (.+)$/gm)].map(([, promise]) => promise.trim());
  const missing = promises.find((promise) => !printed.includes(promise));
  return missing === undefined ? '' : `does not print: ${missing}\n`;
}

function execute(script, args) {
  return new Promise((resolve) => {
    const child = spawn(process.execPath, ['--enable-source-maps', script, ...args], { cwd: root, timeout: patience });
    let output = '';
    for (const stream of [child.stdout, child.stderr]) stream.on('data', (data) => (output += data));
    child.on('close', (code, signal) => {
      if (signal !== null) output += `ended by ${signal}; after ${patience / 1000} s each is ended\n`;
      resolve({ code, output });
    });
  });
}

if (process.argv[1] === fileURLToPath(import.meta.url)) {
  const all = blocks();
  const failures = await check(all);
  for (const failure of failures) console.error(failure);
  console.log(`${all.length} blocks, ${failures.length} failures`);
  process.exitCode = failures.length === 0 ? 0 : 1;
}

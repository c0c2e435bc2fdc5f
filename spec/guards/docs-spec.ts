import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { dirname, join, normalize } from 'node:path';
import { expect } from 'chai';
import * as library from '../../src/entryPoints/index.js';
import { root } from './sources.js';

const read = (path: string): string => readFileSync(join(root, path), 'utf8');

/** Every page that people read. */
function pages(): string[] {
  const docs = readdirSync(join(root, 'docs'), { recursive: true, encoding: 'utf8' });
  const written = docs.filter((name) => name.endsWith('.md') && !name.includes('node_modules'));
  return ['README.md', 'CONTRIBUTING.md', ...written.map((name) => `docs/${name}`)];
}

/** The exports of Python's package through 3.14, with parameters and methods. */
const pythonNames = [
  ...['Future', 'Executor', 'ThreadPoolExecutor', 'InterpreterPoolExecutor', 'ProcessPoolExecutor'],
  ...['wait', 'as_completed', 'FIRST_COMPLETED', 'FIRST_EXCEPTION', 'ALL_COMPLETED'],
  ...['CancelledError', 'TimeoutError', 'BrokenExecutor', 'InvalidStateError'],
  ...['thread.BrokenThreadPool', 'process.BrokenProcessPool', 'interpreter.BrokenInterpreterPool'],
  ...['cancel()', 'cancelled()', 'running()', 'done()', 'result(timeout=None)', 'exception(timeout=None)'],
  ...['add_done_callback(fn)', 'set_running_or_notify_cancel()', 'set_result(v)', 'set_exception(e)'],
  'submit(fn, /, *args, **kwargs)',
  'map(fn, *iterables, timeout=None, chunksize=1, buffersize=None)',
  'shutdown(wait=True, *, cancel_futures=False)',
  ...['max_workers', 'thread_name_prefix', 'initializer', 'initargs', 'mp_context', 'max_tasks_per_child'],
  ...['terminate_workers()', 'kill_workers()'],
];

describe('the docs', () => {
  it('link only to existing targets', () => {
    const broken = pages().flatMap((page) =>
      [...read(page).matchAll(/\]\((?!https?:|mailto:)([^)#\s]*)(#[^)\s]*)?\)/g)]
        .filter(([, path, anchor]) => !leadsSomewhere(page, path ?? '', anchor))
        .map(([link]) => `${page}: ${link}`),
    );
    expect(broken).to.deep.equal([]);
  });

  it('have a row for every name of concurrent.futures', () => {
    const rows = read('docs/coming-from-python.md')
      .split('\n')
      .map((line) => line.split('|')[1] ?? '');
    expect(pythonNames.filter((name) => !rows.some((cell) => cell.includes(`\`${name}\``)))).to.deep.equal([]);
  });

  it('have a remedy for every error code', () => {
    const codes = Object.values(library)
      .map((each) =>
        typeof each === 'function' ? (each.prototype as { code?: unknown } | undefined)?.code : undefined,
      )
      .filter((code) => typeof code === 'string' && code !== 'ERR_FUTURE');
    expect(codes.length).to.be.greaterThan(7);
    const text = read('docs/troubleshooting.md');
    expect(codes.filter((code) => !text.includes(`| \`${code as string}\` |`))).to.deep.equal([]);
  });

  it('name every exported class of errors, and link to values and performance', () => {
    const classes = Object.entries(library).filter(
      ([, each]) => typeof each === 'function' && (each.prototype as unknown) instanceof Error,
    );
    expect(classes.length).to.be.greaterThan(9);
    const text = read('docs/troubleshooting.md');
    expect(classes.filter(([name]) => !text.includes(`\`${name}\``)).map(([name]) => name)).to.deep.equal([]);
    expect(text).to.contain('](values.md)').and.to.contain('](performance.md#');
  });

  it('are all linked from the README, directly or indirectly', () => {
    const found = new Set(['README.md']);
    for (const page of found) for (const next of linksOf(page)) found.add(next);
    expect(pages().filter((page) => !found.has(page))).to.deep.equal([]);
  });

  it('name an existing spec for each guarantee', () => {
    const guarantees = [...read('docs/semantics.md').matchAll(/^- [\s\S]*?(?=\n- |\n\n|\n#)/gm)].map(([each]) => each);
    expect(guarantees.length).to.be.greaterThan(30);
    expect(guarantees.filter((each) => !/\b(MUST|SHOULD)\b/.test(each) || !isPinned(each))).to.deep.equal([]);
  });
});

/** Returns the pages that a page links to; a folder stands for the files in it. */
function linksOf(page: string): string[] {
  if (!page.endsWith('.md')) return [];
  const targets = [...read(page).matchAll(/\]\((?!https?:|mailto:)([^)#\s]+)/g)].map(([, path]) =>
    normalize(join(dirname(page), path as string)),
  );
  return targets.flatMap((target) => [target, ...pages().filter((each) => dirname(each) === target)]);
}

/** Returns true if the guarantee quotes at least one spec, and every title that it quotes is in the file named before it. */
function isPinned(guarantee: string): boolean {
  const [, ...parts] = guarantee.replaceAll(/\s+/g, ' ').split(/`([\w/-]+\.ts)`/);
  const files = parts.filter((_, i) => i % 2 === 0);
  return files.length > 0 && files.every((file, i) => hasTitles(`spec/${file}`, parts[2 * i + 1] ?? ''));
}

function hasTitles(file: string, quotes: string): boolean {
  const titles = [...quotes.matchAll(/"([^"]+)"/g)].map(([, title]) => title as string);
  if (titles.length === 0 || !existsSync(join(root, file))) return false;
  const calls = read(file).match(/\b(it|describe)\(\s*\S.*/g) ?? [];
  return titles.every((title) => calls.some((call) => call.includes(title)));
}

/** Returns true if the file exists and has the heading. */
function leadsSomewhere(page: string, path: string, anchor: string | undefined): boolean {
  const target = path === '' ? page : normalize(join(dirname(page), path));
  if (!existsSync(join(root, target))) return false;
  if (anchor === undefined) return true;
  const headings = [...read(target).matchAll(/^#+ (.*)$/gm)].map(([, heading]) => slug(heading ?? ''));
  return headings.includes(anchor.slice(1));
}

function slug(heading: string): string {
  return heading
    .toLowerCase()
    .replaceAll(/[^\p{L}\p{N}\s_-]/gu, '')
    .trim()
    .replaceAll(/\s/g, '-');
}

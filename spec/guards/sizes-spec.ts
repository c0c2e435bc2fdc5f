import { readFileSync } from 'node:fs';
import { basename, join } from 'node:path';
import { type Node, parse } from 'acorn';
import { expect } from 'chai';
import { readSources, root } from './sources.js';

/** A file or function past these sizes is a smell: look at its responsibilities before raising them. */
describe('sizes', () => {
  const sources = readSources();
  const median = (numbers: readonly number[]): number => [...numbers].sort((a, b) => a - b)[numbers.length >> 1] ?? 0;

  it('files have at most 400 lines, and half of them at most 90', () => {
    const lines = sources.map(({ path, text }) => ({ path, count: text.split('\n').length }));
    expect(lines.filter(({ count }) => count > 400)).to.deep.equal([]);
    expect(median(lines.map(({ count }) => count))).to.be.at.most(90);
  });

  it('no file is a drawer', () => {
    const drawers = sources.filter(({ path }) => /^(utils?|common|helpers?|misc)\.ts$/.test(basename(path)));
    expect(drawers).to.deep.equal([]);
  });

  it('functions have at most 40 lines of code, nine in ten at most 12, half at most 5', () => {
    const functions = sources.flatMap(({ path }) => functionsOf(join(root, '.out/src', path.replace(/\.ts$/, '.js'))));
    expect(functions.length).to.be.greaterThan(300);
    const lines = functions.map(({ count }) => count).sort((a, b) => a - b);
    expect(functions.filter(({ count }) => count > 40)).to.deep.equal([]);
    expect(lines[Math.floor(lines.length * 0.9)]).to.be.at.most(12);
    expect(median(lines)).to.be.at.most(5);
  });
});

interface Sized {
  readonly where: string;
  readonly count: number;
}

/** The outermost functions and the methods of a file; a closure counts with what is around it. */
function functionsOf(file: string): Sized[] {
  const code = readFileSync(file, 'utf8');
  const comments: { start: number; end: number }[] = [];
  const tree = parse(code, {
    ecmaVersion: 'latest',
    sourceType: 'module',
    onComment: (_block, _text, start, end) => comments.push({ start, end }),
  });
  const bare = comments.reduceRight(
    (text, { start, end }) => text.slice(0, start) + text.slice(start, end).replaceAll(/[^\n]/g, ' ') + text.slice(end),
    code,
  );
  const found: Sized[] = [];
  const visit = (node: Node): void => {
    if (/Function/.test(node.type)) {
      const count = bare
        .slice(node.start, node.end)
        .split('\n')
        .filter((line) => line.trim() !== '').length;
      found.push({ where: `${basename(file)}:${code.slice(0, node.start).split('\n').length}`, count });
      return;
    }
    for (const child of Object.values(node)) visitAll(child, visit);
  };
  visit(tree);
  return found;
}

function visitAll(child: unknown, visit: (node: Node) => void): void {
  if (Array.isArray(child)) for (const each of child) visitAll(each, visit);
  else if (typeof child === 'object' && child !== null && 'type' in child) visit(child as Node);
}

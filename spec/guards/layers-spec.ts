import { readFileSync } from 'node:fs';
import { basename, join } from 'node:path';
import { expect } from 'chai';
import { readSources, root } from './sources.js';

/** The linter holds the layers, the cycles and the sizes (`tools/layers.json`, `.oxlintrc.json`); the rest is here. */
describe('the source layout', () => {
  const sources = readSources();
  const folder = (path: string): string => path.split('/')[0] as string;

  it('has a row in the table of layers for every folder', () => {
    const { overrides } = JSON.parse(readFileSync(join(root, 'tools/layers.json'), 'utf8')) as {
      overrides: readonly { readonly files: readonly string[] }[];
    };
    const rows = new Set(overrides.flatMap(({ files }) => files.map((glob) => glob.split('/')[1])));
    const folders = new Set(sources.map(({ path }) => folder(path)));
    folders.delete('entryPoints'); // above all others
    expect([...folders].filter((name) => !rows.has(name))).to.deep.equal([]);
    expect(folders.size).to.be.greaterThan(10);
  });

  it('has entry points that only re-export', () => {
    const entryPoints = sources.filter(({ path }) => folder(path) === 'entryPoints');
    const { exports } = JSON.parse(readFileSync(join(root, 'package.json'), 'utf8')) as { exports: object };
    expect(entryPoints.length).to.equal(Object.values(exports).filter((target) => typeof target === 'object').length);
    for (const { path, text } of entryPoints) {
      const code = text.replaceAll(/\/\*[\s\S]*?\*\/|\/\/.*$/gm, '').trim();
      expect(code, path).to.match(/^(export (type )?\{[^}]*\} from '[^']+';\s*)+$/);
    }
  });

  it('has the files that docs/architecture.md names', () => {
    const page = readFileSync(join(root, 'docs/architecture.md'), 'utf8');
    const named = [...page.matchAll(/`src\/([\w./-]+\.ts)`/g)].map(([, path]) => path as string);
    expect(named.length).to.be.greaterThan(20);
    const paths = new Set(sources.map(({ path }) => path));
    expect(named.filter((path) => !paths.has(path))).to.deep.equal([]);
  });

  it('has no files named utils, helpers or common', () => {
    const drawers = sources.filter(({ path }) => /^(utils?|common|helpers?|misc|index)\.ts$/.test(basename(path)));
    expect(drawers.map(({ path }) => path)).to.deep.equal(['entryPoints/index.ts']);
  });
});

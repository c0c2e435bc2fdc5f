import { spawnSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { basename, join } from 'node:path';
import { expect } from 'chai';
import { build } from 'esbuild';
import { thorough } from '../support/thorough.js';
import { root } from './sources.js';
import { type ApiItem, api, doctest, options } from './tools.js';

/** The built package: its entry points, the modules that they load, and the doc of each name. */
describe('entry points', () => {
  const run = (code: string, ...args: string[]): { status: number | null; stdout: string; stderr: string } =>
    spawnSync(process.execPath, [...args, '--input-type=module', '-e', code], { cwd: root, encoding: 'utf8' });

  /** The entry points as users import them. */
  const names = async (): Promise<string[]> =>
    (await api()).entryPoints().map(({ entryPoint }) => join('rx-futures', entryPoint).replaceAll('\\', '/'));

  /** The modules that an import loads, ES modules by a hook and CommonJS ones by the cache. */
  function loaded(entryPoint: string): string[] {
    const hook = `export async function resolve(name, context, next) {
      const found = await next(name, context);
      process._rawDebug('loads ' + found.url);
      return found;
    }`;
    const code = `
      import { register, createRequire } from 'node:module';
      register('data:text/javascript,' + encodeURIComponent(${JSON.stringify(hook)}));
      await import('${entryPoint}');
      for (const file of Object.keys(createRequire(import.meta.url).cache)) console.error('loads file://' + file);`;
    const { stderr, status } = run(code);
    expect(status, stderr).to.equal(0);
    const urls = [...stderr.matchAll(/^loads (\S+)$/gm)].map(([, url]) => url as string);
    expect(urls.filter((url) => url.includes('/dist/'))).not.to.deep.equal([]);
    return urls;
  }

  for (const entryPoint of ['rx-futures', 'rx-futures/web', 'rx-futures/web/inline']) {
    it(`${entryPoint} loads no node: module`, () => {
      const urls = loaded(entryPoint);
      expect(urls.filter((url) => url.startsWith('node:') && url !== 'node:module')).to.deep.equal([]);
    });
  }

  it("./web, bundled for a page, has no inline worker's source, and ./web/inline has it", async () => {
    const bundled = async (entryPoint: string): Promise<readonly string[]> => {
      const { metafile } = await build({
        stdin: { contents: `export * from '${entryPoint}'`, resolveDir: root },
        bundle: true,
        format: 'esm',
        external: ['rxjs'],
        metafile: true,
        splitting: true,
        outdir: root,
        write: false,
      });
      return Object.keys(metafile.inputs).map((path) => basename(path));
    };
    expect(await bundled('rx-futures/web'))
      .to.include('Pool.js')
      .and.not.include('inlineWorkerSource.js');
    expect(await bundled('rx-futures/web/inline')).to.have.members([
      '<stdin>',
      'webInline.js',
      'inlineWorker.js',
      'inlineWorkerSource.js',
    ]);
  });

  it('./worker loads neither rxjs nor a node: module', () => {
    const urls = loaded('rx-futures/worker');
    expect(
      urls.filter((url) => /\/rxjs\//.test(url) || (url.startsWith('node:') && url !== 'node:module')),
    ).to.deep.equal([]);
  });

  it('./testing loads no test library, no node: module', () => {
    const urls = loaded('rx-futures/testing');
    expect(
      urls.filter((url) => /rxjs\/.*testing/.test(url) || (url.startsWith('node:') && url !== 'node:module')),
    ).to.deep.equal([]);
  });

  it('name their classes as they are exported, whatever a bundler has changed', async () => {
    const code = `for (const entryPoint of ${JSON.stringify(await names())})
      for (const [name, each] of Object.entries(await import(entryPoint)))
        if (/^class\\b/.test(String(each)) && each.name !== name) console.log(entryPoint, name, 'is named', each.name);`;
    expect(run(code)).to.include({ status: 0, stdout: '', stderr: '' });
  });

  it('resolve, and no other subpath does', () => {
    const others = ['dist/index.js', 'executor', 'pool/Pool.js', 'internal'].map((path) => `rx-futures/${path}`);
    const code = `for (const name of ${JSON.stringify(others)})
      await import(name).then(() => console.log(name, 'resolves'), ({ code }) => console.log(code));`;
    expect(run(code).stdout).to.equal('ERR_PACKAGE_PATH_NOT_EXPORTED\n'.repeat(others.length));
  });

  it('can be loaded by require, without a warning', async () => {
    const code = `import { createRequire } from 'node:module';
      const require = createRequire(import.meta.url);
      for (const name of ${JSON.stringify(await names())}) require(name);`;
    expect(run(code, '--trace-warnings')).to.include({ status: 0, stderr: '' });
  });

  it('have `types` first in each entry, and `node` before the other conditions', () => {
    const { exports } = JSON.parse(readFileSync(join(root, 'package.json'), 'utf8')) as {
      exports: Record<string, object>;
    };
    for (const target of Object.values(exports)) {
      if (typeof target === 'object') expect(Object.keys(target)).to.deep.equal(['types', 'node', 'default']);
    }
  });

  let reports: Map<string, string>;
  before(async function () {
    this.timeout(400_000);
    reports = await (await api()).reports();
  });

  it('export the names and types that are under review (npm run renew -- api renews them)', () => {
    for (const [file, text] of reports) {
      expect(text, `${file}: run npm run renew -- api and review the diff`).to.equal(readFileSync(file, 'utf8'));
    }
  });

  it('declare the options that docs/options.md lists (npm run renew -- options renews it)', async () => {
    const { page, optionsPage } = await options();
    const text = optionsPage();
    expect(text.match(/^\| `\w+` \| `.+` \| .+ \|$/gm)?.length).to.be.greaterThan(60);
    expect(readFileSync(join(root, page), 'utf8')).to.equal(text);
  });

  it('document every name, its parameters, and an example', async () => {
    const { entryPoints, docModel } = await api();
    const complaints = entryPoints().flatMap(({ name }) =>
      (docModel(name).members ?? []).flatMap((item) => undocumented(item, '')),
    );
    expect(complaints).to.deep.equal([]);
  });
});

describe('the code in README, docs and doc comments', () => {
  it('compiles and runs', async function () {
    this.timeout(400_000);
    const { blocks, check } = await doctest();
    // every day all are compiled and the README's are run; the others are run where all is
    const all = blocks().map((block) => ({ ...block, run: block.run && (thorough || block.path === 'README.md') }));
    expect(all.filter(({ run }) => run).length).to.be.greaterThan(thorough ? 15 : 4);
    expect(await check(all)).to.deep.equal([]);
  });
});

/** Returns the parts that are missing in the doc of a declaration and its members. */
function undocumented(item: ApiItem, prefix: string): string[] {
  const { kind, name = 'constructor', docComment = '', parameters = [], members = [] } = item;
  const path = `${prefix}${name}`;
  const missing: string[] = [];
  const prose = docComment
    .replaceAll(/^\/\*\*|\*\/$|^\s*\* ?/gm, '')
    .replaceAll(/\{@link (\S+)\}/g, '$1')
    .trim();
  const inherited = prefix !== '' && docComment === '';
  if (kind !== 'Constructor' && !inherited && !/^[A-Z`][^@]{10,}/.test(prose)) missing.push(`${path}: a sentence`);
  for (const { parameterName } of inherited || kind === 'Constructor' ? [] : parameters) {
    if (!docComment.includes(`@param ${parameterName} `)) missing.push(`${path}: @param ${parameterName}`);
  }
  if (prefix === '' && (kind === 'Class' || kind === 'Function')) {
    if (!docComment.includes('@example')) missing.push(`${path}: an @example`);
  }
  return [...missing, ...members.flatMap((member) => undocumented(member, `${path}.`))];
}

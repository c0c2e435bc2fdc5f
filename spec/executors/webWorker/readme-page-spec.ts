import { mkdirSync, mkdtempSync, readFileSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import type { Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { expect } from 'chai';
import { build } from 'esbuild';
import type { Browser, Page } from 'playwright-core';
import { root } from '../../guards/sources.js';
import { skipFor } from '../../support/missing.js';
import { runProgram } from '../../support/program.js';
import { describeThoroughly } from '../../support/thorough.js';
import { launch } from './Chromium.js';
import { findChromium, howToGetOne } from './findChromium.js';

type Serve = { readonly serve: (folder: string) => Promise<Server> };

/** Uses the README's `pool.ts` as the service of a page would. */
const user = `
  import { taskModule } from 'rx-futures';
  import { pool } from './pool';
  const tasks = taskModule();
  pool.task(tasks.search, 'mari').subscribe((found) => console.log(pool.constructor.name, ...found));
`;

/** The files of the README's page, as they stand there; the doctest compiles them. */
describeThoroughly('the page copied from the README', () => {
  const folder = mkdtempSync(join(tmpdir(), 'rx-futures-readme-'));
  let server: Server | undefined;
  let browser: Browser | undefined;

  before(async function () {
    const chromium = findChromium();
    if (chromium === undefined) return skipFor(this, howToGetOne);
    copy();
    await bundle();
    const { serve } = (await import(pathToFileURL(join(root, 'site/serve.mjs')).href)) as Serve;
    server = await serve(folder);
    browser = await launch(chromium);
  });

  after(async () => {
    await browser?.close();
    server?.closeAllConnections();
    server?.close();
    rmSync(folder, { recursive: true });
  });

  /** The files, by the comment in the first line of each, beside the built library. */
  function copy(): void {
    mkdirSync(join(folder, 'node_modules'));
    symlinkSync(root, join(folder, 'node_modules/rx-futures'));
    symlinkSync(join(root, 'node_modules/rxjs'), join(folder, 'node_modules/rxjs'));
    const readme = readFileSync(join(root, 'README.md'), 'utf8');
    for (const [, file, code] of readme.matchAll(/^```ts[^\n]*\n\/\/ (page|pool|search\.worker)\.ts\n([\s\S]*?)^```/gm))
      writeFileSync(join(folder, `${file}.ts`), code ?? '');
    writeFileSync(join(folder, 'package.json'), '{ "type": "module" }');
    writeFileSync(join(folder, 'user.ts'), user);
    for (const script of ['page', 'user']) {
      const html = `<link rel="icon" href="data:,"><body><script type="module" src="${script}.js"></script>`;
      writeFileSync(join(folder, `${script}.html`), html);
    }
  }

  /** As a bundler does it: each file whole, and the worker's URL that of what was made of it. */
  async function bundle(): Promise<void> {
    const entryPoints = ['page', 'user', 'search.worker'].map((name) => join(folder, `${name}.ts`));
    const { outputFiles } = await build({
      entryPoints,
      outdir: folder,
      bundle: true,
      format: 'esm',
      keepNames: true,
      write: false,
    });
    for (const { path, text } of outputFiles)
      writeFileSync(path, text.replace('"./search.worker"', '"./search.worker.js"'));
  }

  async function open(script: string): Promise<{ page: Page; said: Promise<string> }> {
    const page = await (browser as Browser).newPage();
    const said = new Promise<string>((resolve, reject) => {
      page.on('pageerror', reject);
      page.on('console', (message) => resolve(message.text()));
    });
    await page.goto(`http://127.0.0.1:${((server as Server).address() as AddressInfo).port}/${script}.html`);
    return { page, said };
  }

  it('searches in its worker while the user types', async () => {
    const { page } = await open('page');
    await page.fill('input', 'mari');
    await page.getByText('maritime', { exact: true }).waitFor();
    expect(page.workers()).to.have.length(1);
    await page.close();
  });

  it('has one pool of workers in the page, and of no workers where there are none', async () => {
    const { page, said } = await open('user');
    expect(await said).to.equal('WebWorkerPoolExecutor maritime');
    await page.close();
    const elsewhere = await runProgram(`import '${pathToFileURL(join(folder, 'user.js')).href}';`);
    expect(elsewhere).to.include({ code: 0, stdout: 'EventLoopExecutor maritime\n', stderr: '' });
  });
});

import { execFileSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import type { Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { expect } from 'chai';
import { build } from 'esbuild';
import type { Browser } from 'playwright-core';
import { root } from '../../guards/sources.js';
import { skipFor } from '../../support/missing.js';
import { describeThoroughly } from '../../support/thorough.js';
import { launch } from './Chromium.js';
import { findChromium, howToGetOne } from './findChromium.js';

type Settings = { readonly task: string; readonly workers: number; readonly load: number; readonly work: number };
type CodeOf = { readonly codeOf: (settings: Settings) => string };
type Serve = { readonly serve: (folder: string) => Promise<Server> };

/** The code that the playground offers to copy, in a separate project. */
describeThoroughly('the code copied from the playground', () => {
  const folder = mkdtempSync(join(tmpdir(), 'rx-futures-copied-'));
  const tasks = ['primes', 'deaf', 'wait', 'mandelbrot'];
  const chromium = findChromium();
  let server: Server | undefined;
  let browser: Browser | undefined;

  const site = (file: string): Promise<unknown> => import(pathToFileURL(join(root, 'site', file)).href);

  before(async () => {
    mkdirSync(join(folder, 'node_modules'));
    symlinkSync(root, join(folder, 'node_modules/rx-futures'));
    symlinkSync(join(root, 'node_modules/rxjs'), join(folder, 'node_modules/rxjs'));
    const { codeOf } = (await site('playground/codeOf.js')) as CodeOf;
    for (const task of tasks) write(task, codeOf({ task, workers: 2, load: 3, work: 1 }));
    for (const task of tasks) await bundle(task);
    server = await ((await site('serve.mjs')) as Serve).serve(folder);
    if (chromium !== undefined) browser = await launch(chromium);
  });

  after(async () => {
    await browser?.close();
    server?.closeAllConnections();
    server?.close();
    rmSync(folder, { recursive: true });
  });

  /** The two files, by the comment in the first line of each. */
  function write(task: string, code: string): void {
    const [, page = '', worker = ''] = code.split(/^\/\/ (?:page|tasks\.worker)\.ts$/m);
    mkdirSync(join(folder, task));
    writeFileSync(join(folder, task, 'page.ts'), page);
    writeFileSync(join(folder, task, 'tasks.worker.ts'), worker);
  }

  it('compiles with the strictest options', () => {
    const strict = [
      'strict',
      'skipLibCheck',
      'exactOptionalPropertyTypes',
      'noUncheckedIndexedAccess',
      'noImplicitReturns',
    ];
    const module = ['--module', 'esnext', '--moduleResolution', 'bundler', '--target', 'es2022', '--noEmit'];
    const files = tasks.flatMap((task) => [`${task}/page.ts`, `${task}/tasks.worker.ts`]);
    const tsc = [join(root, 'node_modules/typescript/bin/tsc'), ...module, '--types', '', '--lib', 'es2023,dom'];
    const run = (): string =>
      execFileSync(process.execPath, [...tsc, ...strict.map((each) => `--${each}`), ...files], {
        cwd: folder,
        encoding: 'utf8',
      });
    expect(complaintsOf(run)).to.equal('');
  });

  /** The compiler's output. */
  function complaintsOf(run: () => string): string {
    try {
      return run();
    } catch (error) {
      return (error as { stdout: string }).stdout;
    }
  }

  it('runs in Chromium', async function () {
    if (browser === undefined) return skipFor(this, howToGetOne);
    expect(await logOf(browser, 'primes')).to.deep.equal(['6057', '6057', '6057']);
    expect(await logOf(browser, 'wait')).to.deep.equal(['done', 'done', 'done']);
    expect(await logOf(browser, 'deaf')).to.have.length(3);
    expect(await drawnRows(browser)).to.equal(256);
    await browser.close(); // it may open connections that no page requested
    server?.closeAllConnections();
  });

  /** As a bundler does it: each file whole, and the worker's URL that of what was made of it. */
  async function bundle(task: string): Promise<void> {
    const entryPoints = [join(folder, task, 'page.ts'), join(folder, task, 'tasks.worker.ts')];
    const options = {
      bundle: true,
      format: 'esm',
      target: 'es2022',
      write: false,
      outdir: join(folder, task),
    } as const;
    const { outputFiles } = await build({ ...options, entryPoints });
    for (const { path, text } of outputFiles)
      writeFileSync(path, text.replace('"./tasks.worker"', '"./tasks.worker.js"'));
    writeFileSync(
      join(folder, task, 'index.html'),
      '<link rel="icon" href="data:,"><body><script type="module" src="page.js"></script></body>',
    );
  }

  const pageOf = (task: string): string =>
    `http://127.0.0.1:${((server as Server).address() as AddressInfo).port}/${task}/index.html`;

  /** The first three lines that the page writes into the console. */
  async function logOf(launched: Browser, task: string): Promise<string[]> {
    const page = await launched.newPage();
    const lines: string[] = [];
    const three = new Promise<void>((resolve) => {
      page.on('console', (message) => lines.push(message.text()) === 3 && resolve());
      page.on('pageerror', (error) => lines.push(String(error)) === 3 && resolve());
    });
    await page.goto(pageOf(task));
    await three;
    await page.close();
    return lines;
  }

  /** Returns the number of rows of the picture, once the last is drawn. */
  async function drawnRows(launched: Browser): Promise<unknown> {
    const page = await launched.newPage();
    await page.goto(pageOf('mandelbrot'));
    const rows = `[...document.querySelector('canvas').getContext('2d').getImageData(5, 0, 1, 256).data]
      .filter((value, i) => i % 4 === 3 && value === 255).length`;
    await page.waitForFunction(`document.querySelector('canvas') !== null && ${rows} === 256`);
    return page.evaluate(rows);
  }
});

import { mkdtempSync, rmSync } from 'node:fs';
import type { Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { expect } from 'chai';
import type { Browser, Page } from 'playwright-core';
import { root } from '../../guards/sources.js';
import { skipFor } from '../../support/missing.js';
import { describeThoroughly } from '../../support/thorough.js';
import { until } from '../../support/until.js';
import { launch } from './Chromium.js';
import { findChromium, howToGetOne } from './findChromium.js';

type Build = { readonly buildPlayground: (folder: string) => Promise<void> };
type Serve = { readonly serve: (folder: string) => Promise<Server> };

/** `npm run renew -- pictures` puts new ones into the docs; every day none are kept. */
const pictures = process.env['RENEW_PICTURES'] === 'yes' ? join(root, 'docs/pictures') : undefined;

/** The playground of the site, built of the packed sources and used as a reader would. */
describeThoroughly('the playground, in Chromium', () => {
  const folder = mkdtempSync(join(tmpdir(), 'rx-futures-playground-'));
  const complaints: string[] = [];
  let browser: Browser | undefined;
  let server: Server | undefined;
  let page: Page;

  const site = (file: string): Promise<unknown> => import(pathToFileURL(join(root, 'site', file)).href);

  before(async function () {
    const chromium = findChromium();
    if (chromium === undefined) return skipFor(this, howToGetOne);
    await ((await site('playground.mjs')) as Build).buildPlayground(folder);
    server = await ((await site('serve.mjs')) as Serve).serve(folder);
    browser = await launch(chromium);
  });

  after(async () => {
    await browser?.close();
    server?.closeAllConnections();
    server?.close();
    rmSync(folder, { recursive: true });
  });

  beforeEach(async () => {
    complaints.length = 0;
    page = await (browser as Browser).newPage({ viewport: { width: 1240, height: 980 }, deviceScaleFactor: 1.5 });
    page.on('pageerror', (error) => complaints.push(String(error)));
    page.on('console', (message) => message.type() === 'error' && complaints.push(message.text()));
    await page.goto(`http://127.0.0.1:${((server as Server).address() as AddressInfo).port}/index.html`);
  });
  afterEach(async () => {
    await page.close();
    expect(complaints).to.deep.equal([]);
  });

  /** Waits until a count of the pool has the value. */
  async function count(name: string, right: string): Promise<void> {
    await page.waitForFunction(
      `[...document.querySelectorAll('#stats div')].some((each) =>
        each.querySelector('dt').textContent === '${name}' && ((n) => ${right})(Number(each.querySelector('dd').textContent)))`,
    );
  }

  async function set(id: string, value: number): Promise<void> {
    await page.fill(`#${id}`, String(value));
    await page.dispatchEvent(`#${id}`, 'change');
  }

  it('starts by itself, colours the code, lists the events, and links back', async () => {
    await count('finished', 'n === 16');
    expect(await page.textContent('#events li')).to.match(/^\d+\.\d\d s · (finished|stopped|workerRetired)/);
    expect(await page.locator('#code .keyword').first().textContent()).to.equal('import');
    expect(await page.textContent('#code')).to.contain("from 'rx-futures/web';");
    expect(await page.getAttribute('nav a', 'href')).to.equal('../index.html');
  });

  it('runs tasks on real workers that share memory, and shows the outcomes', async () => {
    await set('workers', 2);
    await set('load', 5);
    await set('work', 1);
    await page.click('#run');
    await count('finished', 'n === 5');
    // the browser may report a worker late, when its tasks have ended
    await until(() => page.workers().length === 2, 'the page has two workers');
    expect(await page.textContent('#memory')).to.contain('Memory is shared');
    expect(await page.textContent('#results li')).to.equal('6057');
  });

  it('cancels queued tasks, aborts running ones, and continues when a worker has crashed', async () => {
    await set('workers', 2);
    await page.selectOption('#task', 'deaf');
    await set('load', 8);
    await set('work', 10);
    await page.click('#run');
    await count('running', 'n === 2');
    await page.click('#cancel');
    await count('cancelled', 'n === 6');
    await page.click('#crash');
    await count('failed', 'n === 1');
    expect(await page.textContent('#results .failed')).to.contain('BrokenThreadPool');
    expect(await page.textContent('#said')).to.contain('is lost');
    expect(await page.locator('#events .workerLost').count()).to.equal(1);
    await page.click('#abort');
    await count('cancelled', 'n === 7');
    await page.selectOption('#task', 'primes');
    await set('work', 1);
    await page.click('#run');
    await count('finished', 'n === 8');
  });

  it('draws the picture that its tasks compute, and offers the code to copy', async () => {
    await page.selectOption('#task', 'mandelbrot');
    await set('workers', 4);
    await set('load', 32);
    await page.click('#run');
    await count('finished', 'n === 32');
    const drawn = await page.evaluate(
      `document.querySelector('#picture').getContext('2d').getImageData(0, 0, 384, 256).data.filter((_, i) => i % 4 === 3 && _ === 255).length`,
    );
    expect(drawn).to.equal(384 * 256);
    const code = (await page.textContent('#code')) ?? '';
    expect(code).to.contain('maxWorkers: 4').and.to.contain('tasks.mandelbrot').and.to.contain('expose(tasks);');
  });

  it('can be used with the keyboard alone, and every control has a name', async () => {
    const nameless = await page.evaluate(
      `[...document.querySelectorAll('button, select, input')].filter((each) => !(each.labels?.[0] ?? each).textContent.trim()).map((each) => each.id)`,
    );
    expect(nameless).to.deep.equal([]);
    await page.focus('#task');
    const seen: unknown[] = [];
    for (let n = 0; n < 8; n++) {
      seen.push(await page.evaluate('document.activeElement.id'));
      await page.keyboard.press('Tab');
    }
    expect(seen).to.deep.equal(['task', 'workers', 'load', 'work', 'run', 'cancel', 'abort', 'crash']);
    await count('finished', 'n === 16');
    await page.focus('#run');
    await page.keyboard.press('Enter');
    await count('finished', 'n === 32');
  });

  if (pictures !== undefined) {
    it('takes the screenshots of the docs', async () => {
      await page.selectOption('#task', 'deaf');
      await set('load', 12);
      await set('work', 3);
      await page.click('#run');
      await page.waitForTimeout(700);
      await page.click('#crash');
      await count('queued', 'n === 0');
      await page.click('#abort');
      await page.waitForTimeout(400);
      await page.selectOption('#task', 'mandelbrot');
      await set('load', 40);
      await set('work', 10);
      await page.click('#run');
      await count('finished', 'n >= 45');
      await page.selectOption('#task', 'primes');
      await set('load', 24);
      await page.click('#run');
      await page.selectOption('#task', 'mandelbrot');
      await page.waitForTimeout(500);
      await page.click('#cancel');
      await page.waitForTimeout(150);
      await shot('playground', 'light');
      await shot('playground-dark', 'dark');
    });
  }

  async function shot(name: string, colorScheme: 'light' | 'dark'): Promise<void> {
    if (pictures === undefined) return;
    await page.emulateMedia({ colorScheme });
    await page.waitForTimeout(100);
    await page.screenshot({ path: join(pictures, `${name}.png`) });
  }
});

import { expect } from 'chai';
import { type Suite, Test } from 'mocha';
import type { Browser } from 'playwright-core';
import { skipFor } from '../../support/missing.js';
import { thorough } from '../../support/thorough.js';
import { until } from '../../support/until.js';
import { bundleForPage } from './bundleForPage.js';
import { finished, launch, longest, runPage } from './Chromium.js';
import { findChromium, howToGetOne } from './findChromium.js';
import { PageServer } from './PageServer.js';

/** In the daily run a plain page runs the contract, as most pages are; threads run it with shared memory. */
const whole = thorough ? ['contract'] : [];

/** The specs that run on pages with each kind of headers. */
const runs: Readonly<Record<string, readonly string[]>> = {
  isolated: ['units', ...whole, 'faults', 'starts', 'places'],
  plain: ['contract', 'faults/a worker dies|busy loops|starvation', 'starts/while others work', 'policy', 'places'],
  insecure: ['faults/a worker dies'],
  strict: [...whole, 'faults', 'policy'],
  'no-workers': ['policy'],
  'blob-workers': ['policy'],
  'blob-scripts': ['policy'],
  'trusted-types': ['policy'],
};

/** The specs of `page/` in a real browser; each of their tests counts as one here. */
describe('in Chromium', () => {
  let browser: Browser | undefined;
  let server: PageServer | undefined;

  before(async function () {
    const chromium = findChromium();
    if (chromium === undefined) return skipFor(this, howToGetOne);
    const [files, started] = await Promise.all([bundleForPage(), launch(chromium)]);
    browser = started;
    server = new PageServer(files);
    await server.listen();
  });

  after(async () => {
    server?.close();
    await browser?.close();
  });

  const pages = Object.entries(runs).flatMap(([mode, entries]) => entries.map((entry) => ({ mode, entry })));
  for (const { mode, entry } of pages) {
    describe(`${entry}, ${mode} page`, () => {
      before(async function () {
        this.timeout(longest + 90_000);
        const suite = this.test?.parent as Suite;
        const results = await runPage(browser as Browser, (server as PageServer).url(mode, entry));
        for (const { title, state, error } of results) {
          const test = new Test(title, state === 'pending' ? undefined : () => state === 'failed' && fail(error));
          suite.addTest(test);
        }
      });
      it('runs', () => {});
    });
  }

  it('ends the workers of a page that is left during its work, without an error', async () => {
    const page = await (browser as Browser).newPage();
    const complaints: unknown[] = [];
    page.on('pageerror', (error) => complaints.push(error));
    await finished(page, (server as PageServer).url('isolated', 'leaving'));
    expect(page.workers()).to.have.length(2);
    await page.goto('about:blank');
    await until(() => page.workers().length === 0, 'the workers of the page are gone');
    expect(complaints).to.deep.equal([]);
    await page.close();
  });

  it('continues the work of a page that was kept in the back/forward cache', async () => {
    const keeping = await launch(findChromium() as string, ['--disable-back-forward-cache']);
    const url = (entry: string): string => (server as PageServer).url('isolated', entry);
    try {
      const page = await keeping.newPage();
      await finished(page, url('returning'));
      await page.goto(url('nothing'));
      await page.goBack({ waitUntil: 'commit' });
      expect(await page.evaluate('outcome')).to.equal('queued');
    } finally {
      await keeping.close();
    }
  });
});

function fail(error: string | undefined): never {
  throw new Error(error ?? 'it failed');
}

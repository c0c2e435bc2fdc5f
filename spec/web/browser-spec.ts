import { type Suite, Test } from 'mocha';
import type { Browser } from 'playwright-core';
import { skipFor } from '../support/missing.js';
import { bundleForPage } from './bundleForPage.js';
import { launch, runPage } from './Chromium.js';
import { findChromium, howToGetOne } from './findChromium.js';
import { PageServer } from './PageServer.js';

/** Which specs run on pages with which headers. */
const runs: readonly (readonly [mode: string, entry: string])[] = [
  ['isolated', 'contract'],
  ['plain', 'contract'],
];

/** The specs of `page/` in a real browser; each of their tests counts as one here. */
describe('in Chromium', () => {
  let browser: Browser | undefined;
  let server: PageServer | undefined;

  before(async function () {
    this.timeout(60_000);
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

  for (const [mode, entry] of runs) {
    describe(`${entry}, ${mode} page`, () => {
      before(async function () {
        this.timeout(70_000);
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
});

function fail(error: string | undefined): never {
  throw new Error(error ?? 'it failed');
}

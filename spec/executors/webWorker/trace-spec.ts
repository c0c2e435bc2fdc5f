import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { expect } from 'chai';
import type { Browser } from 'playwright-core';
import { recordTimeline, toHtml } from '../../../src/entryPoints/trace.js';
import { taskModule } from '../../../src/executor/taskModule.js';
import { ThreadPoolExecutor } from '../../../src/executors/thread/ThreadPoolExecutor.js';
import { root } from '../../guards/sources.js';
import { skipFor } from '../../support/missing.js';
import { describeThoroughly } from '../../support/thorough.js';
import { launch } from './Chromium.js';
import { findChromium, howToGetOne } from './findChromium.js';

const tasks = taskModule<typeof import('../../fixtures/faults.js')>(
  new URL('../../fixtures/faults.js', import.meta.url),
);
const pictures = process.env['RENEW_PICTURES'] === 'yes' ? join(root, 'docs/pictures') : undefined;

/** A run on threads, with all that can happen, as the page of its timeline. */
async function pageOfARun(): Promise<string> {
  const pool = new ThreadPoolExecutor({ maxWorkers: 3, abortGrace: 20 });
  const recording = recordTimeline(pool);
  const busy = (milliseconds: number): number => {
    const until = performance.now() + milliseconds;
    while (performance.now() < until);
    return milliseconds;
  };
  const futures = Array.from({ length: 40 }, (_, n) => pool.with({ label: `work ${n}` }).submit(busy, 5 + (n % 7) * 4));
  const lost = pool.with({ label: 'crash' }).submit(tasks.exit, 3);
  const stopped = pool.with({ label: 'endless', runTimeout: 40 }).submit(busy, 10_000);
  const last = Array.from({ length: 6 }, () => pool.submit(busy, 12));
  futures[30]?.cancel();
  await Promise.all([...futures, lost, stopped, ...last].map((each) => each.exception().catch(() => null)));
  await pool.shutdown();
  return toHtml(recording.timeline(), { title: 'A run, with all that can happen' });
}

describeThoroughly('the page of a timeline, in Chromium', () => {
  const folder = mkdtempSync(join(tmpdir(), 'rx-futures-trace-'));
  let browser: Browser | undefined;

  before(async function () {
    const chromium = findChromium();
    if (chromium === undefined) return skipFor(this, howToGetOne);
    browser = await launch(chromium);
  });
  after(async () => {
    await browser?.close();
    rmSync(folder, { recursive: true });
  });

  for (const colorScheme of ['light', 'dark'] as const) {
    it(`opens as a file, draws each worker, zooms, and describes the span under the pointer: ${colorScheme}`, async () => {
      const file = join(folder, 'run.html');
      writeFileSync(file, await pageOfARun());
      const page = await (browser as Browser).newPage({ viewport: { width: 1200, height: 720 }, colorScheme });
      const complaints: string[] = [];
      page.on('pageerror', (error) => complaints.push(String(error)));
      page.on('request', (request) => request.url().startsWith('file:') || complaints.push(request.url()));
      await page.goto(pathToFileURL(file).href);
      expect(await page.textContent('h1')).to.equal('A run, with all that can happen');
      const box = (await page.locator('canvas').boundingBox()) ?? { x: 0, y: 0, width: 0, height: 0 };
      const drawn = `(() => { const c = document.querySelector('canvas');
        return new Set(new Uint32Array(c.getContext('2d').getImageData(0, 0, c.width, c.height).data.buffer)).size; })()`;
      expect(await page.evaluate(drawn)).to.be.greaterThan(6);
      const before = await page.evaluate(`document.querySelector('canvas').toDataURL()`);
      await page.mouse.move(box.x + box.width / 2, box.y + 40);
      await page.mouse.wheel(0, -300);
      expect(await page.evaluate(`document.querySelector('canvas').toDataURL()`)).not.to.equal(before);
      await page.dblclick('canvas', { position: { x: 400, y: 200 } });
      for (let x = 300; x < box.width && (await page.isHidden('.tip')); x += 12)
        await page.mouse.move(box.x + x, box.y + 40);
      expect(await page.textContent('.tip')).to.match(/#\d+\n?.*after/);
      expect(await page.locator('tbody tr').count()).to.be.at.least(4);
      if (pictures !== undefined && colorScheme === 'light')
        await page.screenshot({ path: join(pictures, 'trace.png') });
      expect(complaints).to.deep.equal([]);
      await page.close();
    });
  }
});

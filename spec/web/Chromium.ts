import type { Browser, Page } from 'playwright-core';
import type { PageResult } from './page/main.js';

const flags = [
  '--no-sandbox',
  '--disable-gpu',
  '--disable-quic',
  '--no-first-run',
  '--disable-background-networking',
  '--disable-component-update',
  '--disable-sync',
];

/** Starts a browser. */
export async function launch(executablePath: string): Promise<Browser> {
  const { chromium } = await import('playwright-core');
  return chromium.launch({ executablePath, args: flags });
}

/** Runs the specs of a page and gives what became of each, and of what nobody caught. */
export async function runPage(browser: Browser, url: string): Promise<PageResult[]> {
  const page = await browser.newPage();
  const results: PageResult[] = [];
  page.on('pageerror', (error) => results.push({ title: 'nobody caught', state: 'failed', error: String(error) }));
  try {
    await page.goto(url);
    const finished = await page.waitForFunction('finished', undefined, { timeout: 60_000 }).then(
      () => true,
      () => false,
    );
    results.push(...(await page.evaluate<PageResult[]>('results')));
    if (!finished) results.push({ title: 'the specs of the page come to an end', state: 'failed' });
    results.push(...(await workersLeft(page)));
  } finally {
    await page.close();
  }
  return results;
}

async function workersLeft(page: Page): Promise<PageResult[]> {
  const left = page.workers().map((worker) => worker.url());
  if (left.length === 0) return [{ title: 'no worker is left', state: 'passed' }];
  return [{ title: 'no worker is left', state: 'failed', error: left.join('\n') }];
}

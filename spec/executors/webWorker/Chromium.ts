import type { Browser, Page } from 'playwright-core';
import { patience, until } from '../../support/until.js';
import { insecureHost } from './PageServer.js';
import type { PageResult } from './page/main.js';

const flags = [
  '--no-sandbox',
  '--disable-gpu',
  '--disable-quic',
  '--no-first-run',
  '--disable-background-networking',
  '--disable-component-update',
  '--disable-sync',
  `--host-resolver-rules=MAP ${insecureHost} 127.0.0.1`,
];

/** Milliseconds that the specs of one page may take. */
export const longest = 300_000;

/** Starts a browser without some of the default test arguments; its pages time out after a minute. */
export async function launch(executablePath: string, ignoreDefaultArgs: string[] = []): Promise<Browser> {
  const { chromium } = await import('playwright-core');
  const browser = await chromium.launch({ executablePath, args: flags, ignoreDefaultArgs });
  const newPage = browser.newPage.bind(browser);
  browser.newPage = async (options) => {
    const page = await newPage(options);
    page.setDefaultTimeout(patience);
    return page;
  };
  return browser;
}

/** Runs the specs of a page; returns the result of each, and the uncaught errors. */
export async function runPage(browser: Browser, url: string): Promise<PageResult[]> {
  const page = await browser.newPage();
  const results: PageResult[] = [];
  page.on('pageerror', (error) => results.push({ title: 'nobody caught', state: 'failed', error: String(error) }));
  try {
    if (!(await finished(page, url))) results.push({ title: 'the specs of the page come to an end', state: 'failed' });
    results.push(...(await page.evaluate<PageResult[]>('results')), ...(await workersLeft(page)));
  } finally {
    await page.close();
  }
  return results;
}

/** Opens the page and waits until its specs have run; `false` when they take too long. */
export function finished(page: Page, url: string): Promise<boolean> {
  return new Promise((resolve, reject) => {
    setTimeout(() => resolve(false), longest).unref();
    page
      .exposeFunction('finish', () => resolve(true))
      .then(() => page.goto(url))
      .catch(reject);
  });
}

/** Chromium gives a busy worker that is terminated two seconds. */
async function workersLeft(page: Page): Promise<PageResult[]> {
  const title = 'no worker is left';
  const left = (): string =>
    page
      .workers()
      .map((worker) => worker.url())
      .join('\n');
  return until(() => page.workers().length === 0, left).then(
    () => [{ title, state: 'passed' }],
    (error: Error) => [{ title, state: 'failed', error: error.message }],
  );
}

// The applications of `spec/bundlers/angular`, as `main.mjs` builds and clicks them.
import { execFileSync } from 'node:child_process';
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { copyOf } from './trustedTypes.mjs';

const project = 'spec/bundlers/angular';

/** The builds of one application: with either version of zone.js, and without. */
export const angularBuilds = ['zone-0.15', 'zone-0.16', 'zoneless'].map((configuration) => ({
  name: `Angular, ${configuration}`,
  project,
  build: ['npx', 'ng', 'build', '--configuration', configuration],
  dist: `dist/${configuration}/browser`,
  use: (page) => useZones(page, configuration !== 'zoneless'),
}));

/** Pages that `ng build` renders, with zone.js and without. */
export const prerendered = ['prerender', 'prerender-zone'].map((configuration) => ({
  name: `Angular, ${configuration}`,
  project,
  build: ['npx', 'ng', 'build', '--configuration', configuration],
  dist: `dist/${configuration}/browser`,
  use: usePrerendered,
}));

const fields = ['field', 'callback', 'later', 'progress', 'task', 'map', 'mapOn', 'stream', 'error'];
const signals = ['signal', 'toSignal', 'async', 'rxResource', 'taskResource'];

/**
 * Clicks each button three times: after the click number n the view has to show n, without another event. Plain fields need
 * zone.js.
 */
async function useZones(page, hasZones) {
  for (const name of [...(hasZones ? fields : []), ...signals]) {
    for (const clicks of ['1', '2', '3']) {
      await page.click(`#${name}`);
      await shows(page, `${name}-value`, clicks);
    }
  }
  await shows(page, 'async-progress', '3');
  await shows(page, 'taskResource-progress', '3');
  await shows(page, 'outside', '');
}

/** The server's page has the results of all tasks; the browser runs only the one whose result was not sent. */
async function usePrerendered(page) {
  const html = await (await page.request.get(page.url())).text();
  for (const output of ['<output id="sent">7</output>', '<output id="again">8</output>']) {
    if (!html.includes(output)) throw new Error(`expected ${output} in the server's page, got ${html}`);
  }
  await shows(page, 'again', '8');
  await shows(page, 'sent', '7');
  await page.click('#count');
  await shows(page, 'submitted', '1');
}

/** Renders a page that only `PendingTasks` makes complete, by `renderApplication`, with zone.js and without. */
export function renderOnServer(root) {
  const expected = 'future, after wards, task, a,b, c,d, e,f, resource, found';
  for (const args of [[], ['zones']]) {
    const cwd = join(root, project);
    const printed = execFileSync(process.execPath, ['render.mjs', ...args], { cwd, encoding: 'utf8' });
    if (!printed.includes(expected)) throw new Error(`${args}: expected ${expected}, got ${printed}`);
  }
}

/** Runs the tests of the guide as they stand there, by `ng test`. */
export function testGuide(root) {
  const files = ['angular.json', 'tsconfig.json', 'tsconfig.spec.json', 'src/index.html', 'src/main.ts'];
  const home = copyOf(join(root, project), files);
  mkdirSync(join(home, 'src/app'));
  const guide = readFileSync(join(root, 'docs/guide/4-angular.md'), 'utf8');
  for (const [, file, text] of guide.matchAll(/^```typescript\n\/\/ (src\/\S+\.ts)\n([\s\S]*?)^```/gm))
    writeFileSync(join(home, file), text);
  const env = { ...process.env, NG_CLI_ANALYTICS: 'false', NO_COLOR: '1', FORCE_COLOR: '' };
  const printed = execFileSync('npx', ['ng', 'test', '--no-watch'], {
    cwd: home,
    env,
    encoding: 'utf8',
    stdio: 'pipe',
  });
  if (!/Tests\s+3 passed \(3\)/.test(printed)) throw new Error(`expected three tests to pass, got ${printed}`);
}

async function shows(page, id, expected) {
  const shown = ([element, text]) => document.getElementById(element)?.textContent === text;
  await page.waitForFunction(shown, [id, expected], { timeout: 20_000 }).catch(async () => {
    throw new Error(`#${id}: expected ${expected}, got ${await page.textContent(`#${id}`)}`);
  });
}

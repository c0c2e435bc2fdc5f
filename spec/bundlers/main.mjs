// Builds the packed library into pages with the bundlers that people use, clicks each in Chromium, and takes the pictures of
// the README. Too slow for the tests of every day (installs, production builds): `npm run test:bundlers`, and in CI.
import { execFileSync } from 'node:child_process';
import { cpSync, mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:http';
import { extname, join } from 'node:path';
import { launch } from '../../.out/spec/executors/webWorker/Chromium.js';
import { findChromium, howToGetOne } from '../../.out/spec/executors/webWorker/findChromium.js';
import { install, pack, root } from '../../tools/fixture.mjs';
import { angularBuilds, prerendered, renderOnServer, testGuide } from './angular.mjs';
import { angularUpdate, viteSyntaxError, viteUpdate, withDevServer } from './hotUpdates.mjs';
import { trustedBuilds } from './trustedTypes.mjs';

const types = { '.html': 'text/html', '.js': 'text/javascript', '.css': 'text/css', '.ts': 'video/mp2t' };
const isolation = { 'Cross-Origin-Opener-Policy': 'same-origin', 'Cross-Origin-Embedder-Policy': 'require-corp' };
const pictures = join(root, 'docs/pictures');

/**
 * A page that is built: its project, how, where it lies then, if it uses inline workers, what is to happen on it, and the
 * headers that it is served with.
 */
const builds = [
  { name: 'Vite, build', project: 'examples/vite', build: ['npm', 'run', 'build'], dist: 'dist', use: usePrimes },
  {
    name: 'webpack',
    project: 'spec/bundlers/webpack',
    build: ['npm', 'run', 'build'],
    dist: '.',
    inline: true,
    use: useSums,
  },
  {
    name: 'Angular CLI',
    project: 'examples/angular',
    build: ['npx', 'ng', 'build'],
    dist: 'dist/browser',
    use: useAngular,
  },
  {
    name: 'Angular CLI, the guide',
    project: 'examples/angular',
    home: guideProject,
    build: ['npx', 'ng', 'build'],
    dist: 'dist/browser',
    use: async (page) => {
      await useGuide(page);
      await useResource(page);
    },
  },
  {
    name: 'Angular CLI, the README',
    project: 'examples/angular',
    home: readmeProject,
    build: ['npx', 'ng', 'build'],
    dist: 'dist/browser',
    use: useGuide,
  },
  ...angularBuilds,
  ...prerendered,
  ...trustedBuilds({ root, guideProject, usePrimes, useSums, useGuide }),
];

let failed = 0;
let passed = 0;
const only = process.argv[2];

const chromium = findChromium();
if (chromium === undefined) throw new Error(howToGetOne);
const packed = pack();
const browser = await launch(chromium);
try {
  for (const { name, project, home: homeIn = (installed) => installed, build, dist, use, ...rest } of builds) {
    const { inline = false, headers = {} } = rest;
    if (!wanted(name)) continue;
    install(join(root, project), packed);
    await check(name, async () => {
      const home = homeIn(join(root, project));
      const [command, ...args] = build;
      const env = { ...process.env, NG_CLI_ANALYTICS: 'false' };
      execFileSync(command, args, { cwd: home, env, stdio: ['ignore', 'pipe', 'pipe'] });
      equal(hasInlineWorker(join(home, dist), join(root, project)), inline);
      const server = await serve(join(home, dist), headers);
      try {
        await visit(`http://127.0.0.1:${server.address().port}/`, use);
      } finally {
        server.closeAllConnections();
        server.close();
      }
    });
  }
  if (wanted('Vite, dev')) {
    install(join(root, 'examples/vite'), packed);
    await check('Vite, dev', viteDev);
  }
  if (wanted('Vite, hot update')) {
    install(join(root, 'examples/vite'), packed);
    await check('Vite, hot update', () => viteUpdate(root, visit, usePrimes));
  }
  if (wanted('Vite, a syntax error')) {
    install(join(root, 'examples/vite'), packed);
    await check('Vite, a syntax error', () => viteSyntaxError(root, browser));
  }
  if (wanted('Angular, hot update')) {
    install(join(root, 'examples/angular'), packed);
    await check('Angular, hot update', () =>
      angularUpdate(guideProject(join(root, 'examples/angular')), visit, useGuide),
    );
  }
  if (wanted('Angular, renderApplication')) {
    install(join(root, 'spec/bundlers/angular'), packed);
    await check('Angular, renderApplication', async () => renderOnServer(root));
  }
  if (wanted('Angular, ng test of the guide')) {
    install(join(root, 'spec/bundlers/angular'), packed);
    await check('Angular, ng test of the guide', async () => testGuide(root));
  }
} finally {
  await browser.close();
  rmSync(join(packed, '..'), { recursive: true });
}
console.log(`${passed} passed, ${failed} failed`);
process.exitCode = failed === 0 && passed > 0 ? 0 : 1;

function wanted(name) {
  return only === undefined || name.toLowerCase().includes(only.toLowerCase());
}

async function check(name, test) {
  const began = performance.now();
  try {
    await test();
    passed += 1;
    console.log(`  ✔ ${name} (${Math.round(performance.now() - began)} ms)`);
  } catch (error) {
    failed += 1;
    console.log(`  ✘ ${name}\n${error.stack}\n${error.stdout ?? ''}${error.stderr ?? ''}`);
  }
}

/** Opens the page; whatever it reports as an error fails it. */
async function visit(url, use) {
  const page = await browser.newPage({ viewport: { width: 1120, height: 720 }, deviceScaleFactor: 2 });
  page.setDefaultTimeout(60_000);
  const errors = [];
  page.on('pageerror', (error) => errors.push(error));
  page.on('console', (message) => message.type() === 'error' && errors.push(message.text()));
  try {
    await page.goto(url);
    await use(page);
    if (errors.length > 0) throw new Error(`the page reports: ${errors.join('\n')}`);
  } catch (error) {
    error.message += `\nthe page reports: ${errors.join('\n')}`;
    throw error;
  } finally {
    await page.close();
  }
}

/** Returns true if a file of the build contains the source of the inline worker, of which a long piece is looked for. */
function hasInlineWorker(built, project) {
  const source = join(project, 'node_modules/rx-futures/dist/executors/webWorker/inlineWorkerSource.js');
  const [piece] = /[^"'`\\$]{120,}/.exec(readFileSync(source, 'utf8'));
  const scripts = readdirSync(built, { recursive: true }).filter((name) => /^(?!.*node_modules).*\.js$/.test(name));
  return scripts.some((name) => readFileSync(join(built, name), 'utf8').includes(piece));
}

async function serve(folder, headers = {}) {
  const server = createServer((request, response) => {
    const path = new URL(request.url, 'http://x').pathname;
    try {
      const body = readFileSync(join(folder, path === '/' ? 'index.html' : path));
      response
        .writeHead(200, { 'Content-Type': types[extname(path)] ?? 'text/html', ...isolation, ...headers })
        .end(body);
    } catch {
      response.writeHead(404).end();
    }
  });
  await new Promise((resolve) => server.listen(0, '127.0.0.1', resolve));
  return server;
}

/** Vite's development server, cold: nothing is bundled before the page asks for it. */
async function viteDev() {
  const home = join(root, 'examples/vite');
  rmSync(join(home, 'node_modules/.vite'), { recursive: true, force: true });
  await withDevServer('npx', ['vite', '--host', '127.0.0.1', '--port', '0'], home, (url) => visit(url, usePrimes));
}

/**
 * In development the first worker may make Vite reload the page once; then one clicks again, as a developer would. No
 * string is evaluated in the page: Trusted Types refuse that.
 */
async function usePrimes(page) {
  for (let tries = 0; tries < 4; tries++) {
    await page.click('button');
    const counted = page.locator('output', { hasText: 'primes' }).waitFor({ timeout: 20_000 });
    if (
      await counted.then(
        () => true,
        () => false,
      )
    )
      break;
  }
  equal(await page.textContent('output'), '148933 primes');
  if (!(Number(await page.getAttribute('progress', 'value')) > 0.5)) throw new Error('no progress was shown');
}

async function useSums(page) {
  await page.click('button');
  await page.locator('output', { hasText: /\].*\]/ }).waitFor();
  const shown = await page.textContent('output');
  equal([...shown.matchAll(/\d+/g)].map(String).sort().join(), '42,6');
}

/** Types, looks at the ranking, runs the CSV job and cancels one; then the same on the main thread, for the frames. */
async function useAngular(page) {
  // a Future in the async pipe
  await page.waitForFunction(() => / 274,\d{3} words in the pool/.test(document.querySelector('.note')?.textContent));
  const search = async (word) => {
    await page.fill('input[type=search]', '');
    await page.type('input[type=search]', word, { delay: 60 });
    await page.waitForFunction(
      (first) => document.querySelector('.matches li')?.textContent === first,
      word === 'asynchronus' ? 'asynchronous' : word,
    );
  };
  const job = async () => {
    await page.click('app-orders-panel button');
    await page.waitForSelector('app-orders-panel button.quiet');
  };
  await search('asynchronus');
  await job();
  await page.waitForSelector('tr:nth-child(8)');
  await job();
  await page.click('app-orders-panel button.quiet');
  await page.waitForFunction(() => document.querySelector('app-orders-panel .note')?.textContent === 'cancelled');
  await search('observable');
  mkdirSync(pictures, { recursive: true });
  await page.screenshot({ path: join(pictures, 'angular.png') });
  const inWorkers = await longestPause(page);
  await page.click('.switch');
  await search('concurrency');
  await job();
  await page.waitForTimeout(500);
  const onMainThread = await longestPause(page);
  await page.screenshot({ path: join(pictures, 'angular-main-thread.png') });
  console.log(`    longest pause between frames: ${inWorkers} with workers, ${onMainThread} on the main thread`);
  const events = await page.textContent('app-search-panel .note');
  if (!/words compared/.test(events ?? '')) throw new Error('nothing was compared');
}

/** The files of the guide as they stand there, in an application that has nothing else. */
function guideProject(installed) {
  const home = join(installed, 'temp');
  rmSync(home, { recursive: true, force: true });
  for (const part of ['angular.json', 'tsconfig.json', 'src/index.html', 'src/main.ts', 'src/styles.css'])
    cpSync(join(installed, part), join(home, part));
  mkdirSync(join(home, 'src/app'));
  const guide = readFileSync(join(root, 'docs/guide/4-angular.md'), 'utf8');
  for (const [, file, text] of guide.matchAll(/^```typescript\n\/\/ (src\/\S+(?<!\.spec)\.ts)\n([\s\S]*?)^```/gm))
    writeFileSync(join(home, file), text);
  return home;
}

/** The guide's application with the configuration and the worker that the README has; only its search works then. */
function readmeProject(installed) {
  const home = guideProject(installed);
  const app = join(home, 'src/app');
  const search = readFileSync(join(app, 'search.ts'), 'utf8');
  writeFileSync(join(app, 'search.ts'), search.replace('./app.worker', './search.worker'));
  const readme = readFileSync(join(root, 'README.md'), 'utf8');
  for (const [, file, text] of readme.matchAll(/^```ts[^\n]*\n\/\/ (app\.config|search\.worker)\.ts\n([\s\S]*?)^```/gm))
    writeFileSync(join(app, `${file}.ts`), text);
  return home;
}

async function useGuide(page) {
  await page.type('input', 'mari', { delay: 60 });
  await page.waitForSelector('p');
  equal((await page.locator('p').allTextContents()).join(), 'maritime');
  if (page.workers().length === 0) throw new Error('there is no worker');
}

/** Cancels a count, resumes it, and asks for one that is refused. */
async function useResource(page) {
  const primes = page.locator('app-primes');
  await primes.locator('button', { hasText: 'Count primes' }).click();
  await primes.locator('progress').waitFor();
  await primes.locator('button', { hasText: 'Cancel' }).click();
  await primes.locator('button', { hasText: 'Count after all' }).click();
  await primes.locator('p', { hasText: '25997 primes' }).waitFor();
  await primes.locator('input').fill('2000000');
  await primes.locator('button', { hasText: 'Count primes' }).click();
  await primes.locator('p', { hasText: 'the limit is at most 1000000, got 2000000' }).waitFor();
  await primes.locator('button', { hasText: 'Try again' }).click();
  await primes.locator('p', { hasText: 'got 2000000' }).waitFor();
}

function longestPause(page) {
  return page.textContent('#longest');
}

function equal(actual, expected) {
  if (actual !== expected) throw new Error(`expected ${expected}, got ${actual}`);
}

// The library beside its peers in a real browser: `npm run bench -- browser`. One run, one page, contenders in turn; on a page
// that shares memory with its workers and on one that does not. Prints medians and ratios, and writes the raw rows.
import { execFileSync } from 'node:child_process';
import { existsSync, mkdirSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:http';
import { cpus } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { build } from 'esbuild';
import { launch } from '../../.out/spec/executors/webWorker/Chromium.js';
import { findChromium, howToGetOne } from '../../.out/spec/executors/webWorker/findChromium.js';

const here = fileURLToPath(new URL('.', import.meta.url));
const out = join(here, '../../.out/bench');
const dist = join(here, '../../dist');
const isolation = { 'Cross-Origin-Opener-Policy': 'same-origin', 'Cross-Origin-Embedder-Policy': 'require-corp' };
const workloads = {
  fanOut: { title: '50,000 no-ops at once, 2 workers, calls a second', arguments: [3, 50_000], bigger: true },
  roundTrip: { title: 'one call after another, microseconds', arguments: [5, 1000], bigger: false },
  longestTask: {
    title: 'longest task of the page while 10,000 calls leave and come back, ms',
    arguments: [3, 10_000],
    bigger: false,
  },
};

const chromium = findChromium();
if (chromium === undefined) throw new Error(howToGetOne);
if (!existsSync(join(here, 'node_modules'))) execFileSync('npm', ['ci', '--silent'], { cwd: here, stdio: 'inherit' });

const { outputFiles } = await build({
  entryPoints: ['page', 'ours', 'comlinked', 'pooled', 'observed', 'bare'].map((name) => join(here, `${name}.js`)),
  outdir: '/',
  bundle: true,
  minify: true,
  format: 'esm',
  platform: 'browser',
  external: ['os', 'child_process', 'worker_threads'], // what workerpool asks for in Node only
  alias: {
    'rx-futures/web': join(dist, 'entryPoints/web.js'),
    'rx-futures/worker': join(dist, 'entryPoints/worker.js'),
    'rx-futures': join(dist, 'entryPoints/index.js'),
  },
  write: false,
  logLevel: 'error',
});
const files = new Map(outputFiles.map(({ path, text }) => [path, text]));
const server = createServer(({ url }, response) => {
  const [, mode, path] = /^\/(\w+)(\/.*)$/.exec(url) ?? [];
  const script = files.get(path);
  response.writeHead(script === undefined && path !== '/' ? 404 : 200, {
    'Content-Type': script === undefined ? 'text/html' : 'text/javascript',
    ...(mode === 'isolated' && isolation),
  });
  response.end(script ?? '<!doctype html><link rel="icon" href="data:,"><script type="module" src="page.js"></script>');
});
await new Promise((resolve) => server.listen(0, '127.0.0.1', resolve));

const browser = await launch(chromium);
const results = { machine: { cpu: cpus()[0]?.model, cores: cpus().length, chromium: browser.version() }, modes: {} };
try {
  for (const mode of ['isolated', 'plain']) {
    const page = await browser.newPage();
    await page.goto(`http://127.0.0.1:${server.address().port}/${mode}/`);
    await page.waitForFunction('globalThis.bench');
    results.modes[mode] = {};
    for (const [name, { title, arguments: given, bigger }] of Object.entries(workloads)) {
      const rows = await page.evaluate(
        ([name, [rounds, calls]]) => globalThis.bench[name](rounds, calls),
        [name, given],
      );
      results.modes[mode][name] = rows;
      console.log(`\n${title} (${mode === 'isolated' ? 'memory shared' : 'memory not shared'})`);
      const ours = rows['rx-futures'].median;
      for (const [contender, { median }] of Object.entries(rows)) {
        if (median === undefined || median === null) continue;
        const ratio = bigger ? ours / median : median / ours;
        console.log(
          `${contender.padEnd(22)} ${median.toFixed(median < 100 ? 1 : 0).padStart(9)}   ours is ${ratio.toFixed(2)} x as good`,
        );
      }
    }
    await page.close();
  }
} finally {
  await browser.close();
  server.closeAllConnections();
  server.close();
}
mkdirSync(out, { recursive: true });
writeFileSync(join(out, 'browser.json'), JSON.stringify(results, undefined, 2));
console.log(`\nraw rows: .out/bench/browser.json`);

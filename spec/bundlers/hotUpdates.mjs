// Development servers: a page is changed while it is open, and the pool of the old module ends its workers.
import { spawn } from 'node:child_process';
import { appendFileSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { copyOf } from './trustedTypes.mjs';

/** Starts a development server in its own process group, calls `use` with its URL, and ends it. */
export async function withDevServer(command, args, cwd, use) {
  const env = { ...process.env, NO_COLOR: '1', FORCE_COLOR: '', NG_CLI_ANALYTICS: 'false' };
  const server = spawn(command, args, { cwd, env, detached: true, stdio: ['ignore', 'pipe', 'pipe'] });
  try {
    await use(await urlOf(server));
  } finally {
    process.kill(-server.pid);
  }
}

function urlOf(server) {
  return new Promise((resolve, reject) => {
    let printed = '';
    const read = (data) => {
      printed += data;
      const [url] = /http:\/\/(127\.0\.0\.1|localhost):\d+\//.exec(printed) ?? [];
      if (url) resolve(url);
    };
    server.stdout.on('data', read);
    server.stderr.on('data', read);
    server.on('close', () => reject(new Error(`the server ended: ${printed}`)));
  });
}

/** Vite runs a module that accepts itself again; the line of docs/browsers.md shuts the old pool down. */
export async function viteUpdate(root, visit, usePrimes) {
  const page = readFileSync(join(root, 'docs/browsers.md'), 'utf8');
  const [line] = /^import\.meta\.hot\?\.dispose\(.*\);$/m.exec(page);
  const home = copyOf(join(root, 'examples/vite'), ['index.html', 'src', 'tsconfig.json']);
  const main = join(home, 'src/main.ts');
  appendFileSync(main, `\n${line}\nimport.meta.hot?.accept();\n`);
  rmSync(join(root, 'examples/vite/node_modules/.vite'), { recursive: true, force: true });
  await withDevServer('npx', ['vite', '--host', '127.0.0.1', '--port', '0'], home, (url) =>
    visit(url, async (page) => {
      await usePrimes(page);
      const before = page.workers();
      if (before.length === 0) throw new Error('there is no worker');
      const ended = Promise.all(before.map((worker) => worker.waitForEvent('close')));
      appendFileSync(main, "\ndocument.querySelector('button')?.replaceChildren('updated');\n");
      await page.locator('button', { hasText: 'updated' }).waitFor();
      await ended;
    }),
  );
}

/** Angular replaces the template of a component; the page, its pool and its workers stay. */
export async function angularUpdate(home, visit, useGuide) {
  const app = join(home, 'src/app/app.ts');
  await withDevServer('npx', ['ng', 'serve', '--host', '127.0.0.1', '--port', '0'], home, (url) =>
    visit(url, async (page) => {
      await useGuide(page);
      const [worker] = page.workers();
      let reloads = 0;
      page.on('load', () => {
        reloads += 1;
      });
      writeFileSync(app, readFileSync(app, 'utf8').replace('<input #box', '<h1>updated</h1><input #box'));
      await page.locator('h1', { hasText: 'updated' }).waitFor();
      await page.fill('input', '');
      await useGuide(page);
      if (reloads > 0 || !page.workers().includes(worker)) throw new Error(`${reloads} reloads, or another worker`);
    }),
  );
}

/** A worker that Vite cannot transform: the error of its tasks says so. */
export async function viteSyntaxError(root, browser) {
  const home = copyOf(join(root, 'examples/vite'), ['index.html', 'src', 'tsconfig.json']);
  appendFileSync(join(home, 'src/primes.worker.ts'), 'const x = ;\n');
  await withDevServer('npx', ['vite', '--host', '127.0.0.1', '--port', '0'], home, async (url) => {
    const page = await browser.newPage();
    await page.goto(url);
    const failed = page.waitForEvent('pageerror');
    await page.click('button');
    const { message } = await failed;
    await page.close();
    if (!/primes\.worker\.ts\S* could not be served \(500\): it has a syntax error/.test(message))
      throw new Error(message);
  });
}

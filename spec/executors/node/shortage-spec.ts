import { expect } from 'chai';
import { runProgram } from '../../support/program.js';

/** Programs that run out of something while their pools grow. Each prints one line of JSON. */

/** The first lines of each program. */
const prelude = (kind: string, options = ''): string => `
  import { closeSync, openSync } from 'node:fs';
  import { ${kind} } from 'LIBRARY/node';
  const pool = new ${kind}({ maxWorkers: 8${options} });
  const lost = [];
  let retry;
  pool.events.subscribe((event) => {
    if (event.type !== 'workerLost') return;
    lost.push(event.error?.message);
    retry?.();
  });
  /** Keeps the program alive until then: a start may fail after the last task has ended. */
  const failedStarts = (count) => new Promise((resolve) => {
    const alive = setInterval(() => {}, 1000);
    (retry = () => {
      if (lost.length < count) return;
      clearInterval(alive);
      resolve();
    })();
  });
  const task = (n) => new Promise((resolve) => setTimeout(() => resolve(n), 20));
  const open = [];
  /** Opens files until none can be opened. */
  const exhaust = () => {
    try {
      for (;;) open.push(openSync('/dev/null', 'r'));
    } catch ({ code }) {
      return code;
    }
  };
  const release = () => { for (const each of open.splice(0)) closeSync(each); };
  const report = (more) => console.log(JSON.stringify({ ...pool.stats(), lost, ...more }));
`;

interface Report {
  readonly finished: number;
  readonly failed: number;
  readonly lost: readonly string[];
  readonly grew: number;
}

async function run(text: string, prefix: readonly string[] = []): Promise<Report> {
  // coverage would be written at the end, with descriptors that the program has used up
  const withoutCoverage = ['env', '-u', 'NODE_V8_COVERAGE', ...prefix];
  const { stdout, stderr, code } = await runProgram(text, { prefix: withoutCoverage });
  expect({ code, stderr }).to.deep.equal({ code: 0, stderr: '' });
  return JSON.parse(stdout) as Report;
}

for (const kind of ['ThreadPoolExecutor', 'ProcessPoolExecutor']) {
  describe(`${kind} in a shortage`, () => {
    if (process.platform === 'win32') return;

    it('of file descriptors continues with its workers, and grows later', async () => {
      const { finished, failed, lost, grew } = await run(`${prelude(kind)}
        await pool.submit(task, 0).result();
        exhaust();
        const futures = Array.from({ length: 40 }, (_, n) => pool.submit(task, n));
        await failedStarts(2);
        await futures[10].result();
        release();
        const more = Array.from({ length: 8 }, (_, n) => pool.submit(() => new Promise((r) => setTimeout(r, 300))));
        while (pool.stats().workers < 4) await new Promise((resolve) => {
          pool.submit(task, 1).subscribe(resolve);
        });
        await Promise.all([...futures, ...more].map((each) => each.result()));
        const grew = pool.stats().workers;
        await pool.shutdown();
        report({ grew });`);
      expect(failed).to.equal(0);
      expect(finished).to.be.at.least(49);
      expect(lost.length).to.be.at.least(2);
      expect(lost.join()).to.match(/EMFILE|could not be started/);
      expect(grew).to.be.at.least(4);
    });

    for (const left of [15, 55]) {
      it(`of file descriptors continues with those of its first workers that could be started: ${left} are left`, async () => {
        const { finished, failed, lost, grew } = await run(
          `${prelude(kind, ', maxWorkers: 60')}
          exhaust();
          for (const each of open.splice(-${left})) closeSync(each);
          const futures = Array.from({ length: 60 }, (_, n) => pool.submit(task, n));
          await Promise.all(futures.map((each) => each.result()));
          const grew = pool.stats().workers;
          await pool.shutdown();
          report({ grew });`,
          // the program itself has many modules, which Node opens at the same time
          ['sh', '-c', 'ulimit -n 400 && exec "$0" "$@"'],
        );
        expect({ finished, failed }).to.deep.equal({ finished: 60, failed: 0 });
        expect(grew).to.be.within(1, 59);
        // 60 at once, then one at a time, and what follows when one of these is ready; not 60 for each that is
        expect(lost.length).to.be.within(1, 240);
      });
    }

    it('of file descriptors breaks when no worker can be started, and affects nothing else', async () => {
      const { lost, finished, failed } = await run(`${prelude(kind)}
        exhaust();
        const errors = await Promise.all([1, 2, 3].map((n) => pool.submit(task, n).exception()));
        release();
        if (!errors.every(({ code }) => /ERR_.*_POOL_BROKEN/.test(code))) throw errors[0];
        await pool.shutdown();
        report({});`);
      expect({ finished, failed }).to.deep.equal({ finished: 0, failed: 3 });
      expect(lost).to.have.length.within(1, 5); // three at once, and then two alone
    });

    it('does not keep the program alive for a retry', async () => {
      await run(`${prelude(kind)}
        await pool.submit(task, 0).result();
        exhaust();
        const futures = [1, 2].map((n) => pool.submit(task, n));
        await failedStarts(1);
        await Promise.all(futures.map((each) => each.result()));
        release();
        report({});`);
    });
  });
}

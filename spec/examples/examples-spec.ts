import { spawn } from 'node:child_process';
import { readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { availableParallelism } from 'node:os';
import { basename, join, resolve } from 'node:path';
import { expect } from 'chai';
import { describeThoroughly } from '../support/thorough.js';
import { FixtureTree } from './fixtureTree.js';
import { type Outcome, runNode } from './runNode.js';

const sources = resolve('examples');
const compiled = resolve('.out/examples');
const numbered = readdirSync(sources).filter((name) => /^\d\d-/.test(name) && name !== '00-main');

describe('the examples', () => {
  it('number at least ten', () => {
    expect(numbered.length).to.be.at.least(10);
  });

  for (const name of numbered) {
    it(`${name} prints its expected output`, async () => {
      const { code, stdout, stderr } = await runNode(join(compiled, name, 'main.js'));
      if (name === '16-isolation') expect(stderr).to.contain('stack trace');
      else expect(stderr).to.equal('');
      expect(stdout).to.equal(readFileSync(join(sources, name, 'expected-output.txt'), 'utf8'));
      expect(code).to.equal(0);
    });
  }
});

describe('the ingestion of a large file', () => {
  const main = join(compiled, '24-ingest', 'main.js');
  const rowsOf = (folder: string, name: string): unknown[] =>
    readFileSync(join(folder, name), 'utf8')
      .split('\n')
      .slice(0, -1)
      .map((line): unknown => JSON.parse(line));

  it('handles Ctrl+C: leaves whole files of the lines up to some point, and exits with 130', async () => {
    await using output = await FixtureTree.make();
    const args = ['--lines', '2000000', '--out', output.root, '--progress'];
    const { code, stdout } = await runNode(main, args, { interruptAt: /\d %/ });
    expect(code).to.equal(130);
    const last = Number(/interrupted: the files have lines 1 to (\d+)/.exec(stdout)?.[1]);
    expect(last).to.be.within(1, 1_999_999);
    expect(readdirSync(output.root).sort()).to.deep.equal(['bad-lines.ndjson', 'orders.ndjson']);
    const [orders, bad] = [rowsOf(output.root, 'orders.ndjson'), rowsOf(output.root, 'bad-lines.ndjson')];
    expect(orders.length + bad.length).to.equal(last);
    expect(orders.at(-1)).to.have.property('id', last);
  });

  it('reads a file of its user, and leaves no file when it fails', async () => {
    await using output = await FixtureTree.make();
    const file = join(output.root, 'input.ndjson');
    writeFileSync(file, '{"id":1,"customer":"c1","price":2,"quantity":3}\r\n[]\n');
    const { stdout } = await runNode(main, [file, '--out', output.root]);
    expect(stdout).to.include('1 orders, 1 bad lines\n  Japan: 6.00\n').and.to.include('line 2: id must be a number');
    const failed = await runNode(main, [join(output.root, 'missing'), '--out', join(output.root)]);
    expect([failed.code, readdirSync(output.root).sort()]).to.deep.equal([
      1,
      ['bad-lines.ndjson', 'input.ndjson', 'orders.ndjson'],
    ]);
  });
});

interface TraceEvent {
  readonly ph: string;
  readonly name: string;
  readonly ts: number;
}

describe('the main job', () => {
  const main = join(compiled, '00-main', 'main.js');

  it('prints files, lines, bytes and the slowest files of a tree', async () => {
    await using tree = await FixtureTree.make();
    await tree.addGoodFiles();
    const { code, stdout } = await runMain(tree.root);
    expect(code).to.equal(0);
    expect(cell(stdout, 'files')).to.equal('3');
    expect(cell(stdout, 'lines')).to.equal('5');
    expect(cell(stdout, 'bytes')).to.equal('12');
    expect(cell(stdout, 'bad files')).to.equal('0');
    expect(cell(stdout, 'event loop blocked')).to.match(/^\d+\.\d ms at most$/);
    expect(stdout).to.match(/The slowest 3:\n(.* (two-lines|deeper\/three-lines|deeper\/no-newline)\n){3}/);
  });

  it('reports bad files and continues with the others', async () => {
    await using tree = await FixtureTree.make();
    await tree.addGoodFiles();
    await tree.addBadFiles();
    const { code, stdout } = await runMain(tree.root);
    expect(code).to.equal(0);
    expect(cell(stdout, 'files')).to.equal('3');
    expect(cell(stdout, 'bad files')).to.equal('5');
    expect(stdout).to.include('  deeper/loop: directory loop: ');
    expect(stdout).to.include('  tick: directory loop: ');
    expect(stdout).to.include('  tock: directory loop: ');
    expect(stdout).to.include('  vanished: it does not exist, or no longer');
    expect(stdout).to.match(/ {2}unreadable: (EIO|not readable)/);
  });

  it("with --trace writes each worker's timeline, as a page or for a trace viewer", async () => {
    await using tree = await FixtureTree.make();
    await tree.addGoodFiles();
    await using output = await FixtureTree.make();
    const [page, json] = [join(output.root, 'run.html'), join(output.root, 'run.json')];
    for (const file of [page, json]) {
      const { code, stdout } = await runNode(join(compiled, '00-main', 'main.js'), [tree.root, '--trace', file]);
      expect(code).to.equal(0);
      expect(stdout).to.include('3 finished').and.to.include(`The timeline is in ${file}`);
    }
    expect(readFileSync(page, 'utf8'))
      .to.match(/^<!doctype html>/)
      .and.to.include('two-lines');
    expect(JSON.parse(readFileSync(json, 'utf8')))
      .to.have.property('traceEvents')
      .that.is.an('array');
    const wrong = await runNode(join(compiled, '00-main', 'main.js'), ['--traces', 'x']);
    expect(wrong.code).to.equal(1);
    expect(wrong.stderr).to.include('Usage: npm start -- [DIR] [--trace FILE]');
  });

  it('starts with the largest files', async () => {
    await using tree = await FixtureTree.make();
    const sizes = [1, 30, 5, 20, 3, 10];
    for (const size of sizes) writeFileSync(join(tree.root, `${size}.txt`), 'x'.repeat(size));
    const trace = join(tree.root, '..', `${basename(tree.root)}.json`);
    await runNode(main, [tree.root, '--trace', trace], { env: { RX_FUTURES_MAX_WORKERS: '1' } });
    const { traceEvents } = JSON.parse(readFileSync(trace, 'utf8')) as { traceEvents: TraceEvent[] };
    rmSync(trace);
    const tasks = traceEvents.filter(({ ph, name }) => ph === 'X' && name.endsWith('.txt'));
    const order = tasks.sort((a, b) => a.ts - b.ts).map(({ name }) => Number.parseInt(name, 10));
    expect(order).to.deep.equal(sizes.sort((a, b) => b - a));
  });

  it('reports zero files for an empty directory', async () => {
    await using tree = await FixtureTree.make();
    const { code, stdout } = await runMain(tree.root);
    expect(code).to.equal(0);
    expect(cell(stdout, 'files')).to.equal('0');
    expect(cell(stdout, 'compressed')).to.equal('0 (nothing to compress)');
  });

  it('rejects a path that is no directory, and names it', async () => {
    await using tree = await FixtureTree.make();
    await tree.addGoodFiles();
    const missing = await runMain(join(tree.root, 'missing'));
    expect(missing.code).to.equal(1);
    expect(missing.stderr).to.match(/^Cannot read the directory \S+missing: it does not exist/);
    const file = await runMain(join(tree.root, 'two-lines'));
    expect(file.code).to.equal(1);
    expect(file.stderr).to.match(/^Cannot read the directory \S+two-lines: not a directory\n$/);
  });

  it('handles Ctrl+C: prints what was done and what was not, and exits with 130', async () => {
    await using tree = await FixtureTree.make();
    await tree.addGoodFiles();
    await tree.addEndlessFile();
    const { code, stdout } = await runNode(join(compiled, '00-main', 'main.js'), [tree.root], {
      interruptAt: / 3\/4 files/,
    });
    expect(stdout).to.include(
      'Interrupted: 3 files done, 1 running aborted, 0 queued cancelled, the rest not begun.\n',
    );
    expect(cell(stdout, 'lines')).to.equal('5');
    expect(code).to.equal(130);
  });
});

describeThoroughly('the comparison of the main job', () => {
  it('reports a machine that is busy with other programs', async () => {
    await using tree = await FixtureTree.make();
    const text = Array.from({ length: 100_000 }, (_, i) => `${i} ${Math.sin(i)}`).join('\n');
    for (const name of ['a', 'b']) writeFileSync(join(tree.root, name), text);
    const others = Array.from({ length: availableParallelism() }, () =>
      spawn(process.execPath, ['-e', 'for (;;);'], { stdio: 'ignore' }),
    );
    try {
      const { stdout } = await runMain(tree.root);
      expect(stdout).to.match(
        /2 workers {2}.* times as fast; the machine was busy, others took \d+ % of its processors/,
      );
    } finally {
      for (const other of others) other.kill('SIGKILL');
    }
  });
});

function runMain(root: string): Promise<Outcome> {
  return runNode(join(compiled, '00-main', 'main.js'), [root]);
}

/** The value of a row of the table. */
function cell(table: string, name: string): string | undefined {
  const row = table.split('\n').find((line) => line.startsWith(`  ${name}  `));
  return row?.slice(name.length + 2).trim();
}

import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { Children, type Said } from './Children.js';
import { StoreHost } from './embedded/StoreHost.js';
import { findRedis } from './findRedis.js';
import { type Row, Table } from './table.js';

/**
 * A queue across processes: two workers and a producer. One worker is killed with -9 a third of the way, the producer
 * half-way; another producer attaches to what it had submitted, and nothing is lost.
 *
 *   npm run example -- distributed         the sources of rxjs
 *   npm run example -- distributed DIR     all files of a folder
 */
const folder = resolve(process.argv[2] ?? 'node_modules/rxjs/src');
const files = readdirSync(folder, { recursive: true, withFileTypes: true })
  .filter((entry) => entry.isFile())
  .map((entry) => join(entry.parentPath, entry.name));
if (files.length === 0) {
  console.error(`There are no files in ${folder}`);
  process.exit(1);
}

const embedded = process.env['EMBEDDED'] === '1';
const redis = embedded ? undefined : await findRedis();
const why = embedded ? 'as EMBEDDED=1 asks' : 'since no Redis answers';
const where = redis === undefined ? `the embedded store, ${why}` : `Redis at ${redis}`;
console.log(`${files.length} files of ${folder}, by way of ${where}`);

const scratch = mkdtempSync(join(tmpdir(), 'rx-futures-distributed-'));
const [ids, list] = [join(scratch, 'ids'), join(scratch, 'files')];
writeFileSync(list, files.join('\n'));
const env = { IDS: ids, FILES: list, QUEUE: `example-${process.pid}`, ...(redis !== undefined && { REDIS: redis }) };
const children = new Children(redis === undefined ? new StoreHost() : undefined, env);
const table = new Table(process.stdout);

const ready = (name: string): Promise<ReturnType<Children['start']>> =>
  new Promise((resolve) => {
    const child = children.start('worker', name, () => resolve(child));
  });
const [doomed] = await Promise.all([ready('worker A'), ready('worker B')]);
let producer = children.start('producer', 'producer', hear);
let workerKilled = false;
let producerKilled = false;
let failures = 0;

function hear(said: Said): void {
  if (said.say === 'table') follow(said as Said & Row);
  else if (said.say === 'attaches') table.note(`  the next producer attaches to ${String(said['to'])} jobs`);
  else if (said.say === 'totals') end(said as Said & Record<'lines' | 'bytes' | 'compressed', number>);
  else if (said.say === 'failed') {
    failures += 1;
    table.note(`  failed: ${String(said['file'])}: ${String(said['error'])}`);
  }
}

/** Two of the three are killed on the way. */
function follow(row: Said & Row): void {
  table.show(row);
  if (!workerKilled && row.finished >= files.length / 3) {
    workerKilled = true;
    doomed.kill('SIGKILL');
    table.note('  worker A is killed with -9');
  }
  if (workerKilled && !producerKilled && row.finished >= files.length / 2 && row.finished < files.length) {
    producerKilled = true;
    producer.kill('SIGKILL');
    table.note('  the producer is killed with -9');
    producer = children.start('producer', 'producer', hear);
  }
}

/** The results of the queue, compared with those computed here. */
function end({ lines, bytes, compressed }: Record<'lines' | 'bytes' | 'compressed', number>): void {
  const contents = files.map((file) => readFileSync(file));
  const expected = contents.reduce((sum, each) => sum + each.filter((byte) => byte === 10).length, 0);
  const expectedBytes = contents.reduce((sum, each) => sum + each.length, 0);
  const same = lines === expected && bytes === expectedBytes && failures === 0;
  const verdict = same ? 'nothing is lost' : 'SOMETHING IS LOST';
  table.note(`${files.length} files, ${lines} lines, ${bytes} bytes, compressed ${compressed}: ${verdict}`);
  children.endAll();
  rmSync(scratch, { recursive: true });
  process.exitCode = same ? 0 : 1;
}

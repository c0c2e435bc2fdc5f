/**
 * Ingests a large NDJSON file: reads it, parses batches of lines in workers, looks up the customers, sums up the revenue
 * and writes the orders; bad lines go into a report. Nothing piles up: a stage that is full holds back those before it.
 *
 *   npm run example -- 24-ingest [FILE] [--lines N] [--out DIR] [--progress] [--memory]
 *
 * Without a FILE it makes one with N lines. Ctrl+C leaves whole files, of the lines up to some point.
 */

import { createReadStream } from 'node:fs';
import { mkdtemp, rm, stat } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { EventLoopExecutor, eachValueFrom, mapOn, taskModule } from 'rx-futures';
import { ThreadPoolExecutor } from 'rx-futures/node';
import { batchesOf } from './batches.js';
import { enrich } from './enrich.js';
import { Output } from './Output.js';
import { Summary } from './Summary.js';
import { writeSample } from './sample.js';

const tasks = taskModule<typeof import('./parse.js')>(new URL('./parse.js', import.meta.url));

const { values: options, positionals } = parseArgs({
  allowPositionals: true,
  options: {
    lines: { type: 'string', default: '20000' },
    out: { type: 'string' },
    progress: { type: 'boolean', default: process.stderr.isTTY },
    memory: { type: 'boolean', default: false },
  },
});

const interrupted = new AbortController();
process.once('SIGINT', () => interrupted.abort()); // once: a second Ctrl+C ends the process as ever

const temporary = await mkdtemp(join(tmpdir(), 'ingest-'));
try {
  const file = positionals[0] ?? (await writeSample(join(temporary, 'sample.ndjson'), Number(options.lines)));
  const summary = await ingest(file, options.out ?? temporary);
  console.log(summary.text);
  if (options.memory) console.log(`memory: ${Math.round(process.resourceUsage().maxRSS / 1024)} MiB at most`);
} finally {
  await rm(temporary, { recursive: true });
}
if (interrupted.signal.aborted) process.exitCode = 130;

async function ingest(file: string, folder: string): Promise<Summary> {
  await using pool = new ThreadPoolExecutor();
  await using lookups = new EventLoopExecutor({ maxWorkers: 4 });
  await using orders = await Output.create(join(folder, 'orders.ndjson'));
  await using badLines = await Output.create(join(folder, 'bad-lines.ndjson'));

  const summary = new Summary();
  const { size } = await stat(file);
  const input = createReadStream(file);
  const batches = pool
    .mapSettled(tasks.parse, batchesOf(input)) // settled: a batch whose worker crashes is one for the report
    .pipe(mapOn(lookups, enrich, { bufferSize: 4 }));

  for await (const batch of eachValueFrom(batches, { bufferSize: 4 })) {
    await orders.write(batch.orders);
    await badLines.write(batch.bad);
    summary.add(batch);
    if (options.progress) process.stderr.write(`\r${Math.floor((input.bytesRead / size) * 100)} %`);
    if (interrupted.signal.aborted) break;
  }
  if (options.progress) process.stderr.write('\n');
  await Promise.all([orders.finish(), badLines.finish()]);
  summary.interrupted = interrupted.signal.aborted;
  return summary;
}

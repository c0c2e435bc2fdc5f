/**
 * The main job: every file under a directory is read, hashed, compressed and counted in a pool of threads.
 *
 *   npm start [-- DIR] [--trace FILE]     (DIR: the installed node_modules when left out)
 *
 * FILE gets the timeline of the run: as a page to open in a browser, or for a trace viewer if it ends in .json.
 */

import { resolve } from 'node:path';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';
import { digestTree } from './digestTree.js';
import { ProcessorUse } from './ProcessorUse.js';
import { Progress } from './Progress.js';
import { comparison, count, interruption, report } from './report.js';
import { sampleBySize, withSizes } from './sizes.js';
import type { Tally } from './Tally.js';
import { TraceFile } from './TraceFile.js';
import { walk, whyNotWalkable } from './walk.js';

/** Measuring one worker against all may take about so many milliseconds; beyond that, a sample has to do. */
const comparisonBudget = 25_000;
/** Below this the start of the workers is most of what would be measured. */
const leastToCompare = 500;
const interruptedCode = 130;

const { directory, trace } = commandLine();
const root = resolve(directory ?? installedPackages());
const interrupted = new AbortController();

const obstacle = whyNotWalkable(root);
if (obstacle === undefined) await run();
else {
  console.error(`Cannot read the directory ${root}: ${obstacle}`);
  process.exitCode = 1;
}

function commandLine(): { readonly directory: string | undefined; readonly trace: string | undefined } {
  try {
    const { values, positionals } = parseArgs({ options: { trace: { type: 'string' } }, allowPositionals: true });
    return { directory: positionals[0], trace: values.trace };
  } catch (error) {
    console.error(`${(error as Error).message}\nUsage: npm start -- [DIR] [--trace FILE]`);
    process.exit(1);
  }
}

async function run(): Promise<void> {
  // once: a second Ctrl+C ends the process as ever
  process.once('SIGINT', () => interrupted.abort(new Error('Ctrl+C')));
  const tally = await digestAll();
  if (interrupted.signal.aborted) return endInterrupted(interruption(tally));
  await compare(tally);
  if (interrupted.signal.aborted) endInterrupted('Interrupted while measuring one worker against all.');
}

async function digestAll(): Promise<Tally> {
  console.log(`Files under ${root}\n`);
  const progress = new Progress(root);
  const traced = trace === undefined ? undefined : new TraceFile(trace);
  try {
    const tally = await digestTree({
      files: (onProblem) => withSizes(walk(root, onProblem)),
      signal: interrupted.signal,
      onFile: (sofar) => progress.show(sofar),
      onPool: (pool) => traced?.record(pool),
    });
    await progress.stop();
    console.log(report(root, tally));
    if (traced !== undefined) console.log(`\n${traced.write(`Files under ${root}`)}`);
    return tally;
  } finally {
    await progress.stop();
  }
}

/**
 * The same files on one worker and on all, both now, so that both find them in the page cache. They are found before, so
 * that only the pool's work is measured.
 */
async function compare({ files, workers, milliseconds }: Tally): Promise<void> {
  if (workers < 2 || milliseconds < leastToCompare)
    return console.log('\nToo little to compare one worker against all.');
  const every = Math.ceil((milliseconds * (workers + 1)) / comparisonBudget);
  console.log(
    `\nOne worker against all, over ${every === 1 ? 'all' : `a sample, one in ${every}, of the`} ${count(files)} files:`,
  );
  const sample = await sampleBySize(withSizes(walk(root, () => {})), every);
  const use = new ProcessorUse();
  const one = await digestTree({ files: () => sample, signal: interrupted.signal, maxWorkers: 1 });
  const all = await digestTree({ files: () => sample, signal: interrupted.signal, maxWorkers: workers });
  if (!interrupted.signal.aborted) console.log(comparison(one, all, use.ofOthers()));
}

function endInterrupted(message: string): void {
  console.log(`\n${message}`);
  process.exitCode = interruptedCode;
}

function installedPackages(): string {
  return fileURLToPath(new URL('./node_modules', import.meta.resolve('rx-futures/package.json')));
}

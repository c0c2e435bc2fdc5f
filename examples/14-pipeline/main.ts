/** Two stages of a pipeline on two threads: the lines of a large real text go in, its most frequent words come out. */

import { readdirSync, readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { taskModule, through } from 'rx-futures';
import { ThreadPoolExecutor } from 'rx-futures/node';
import { from } from 'rxjs';

const stages = taskModule<typeof import('./stages.js')>(new URL('./stages.js', import.meta.url));
await using pool = new ThreadPoolExecutor({ maxWorkers: 2 });

const lines = from(linesOf(join(dirname(fileURLToPath(import.meta.resolve('rxjs'))), '../../src')));
await lines.pipe(through(pool, stages.tokenize), through(pool, stages.mostFrequent, 3, 6)).forEach(({ all, most }) => {
  console.log(`RxJS's source has ${all} words. The most frequent of six letters and more:`);
  for (const [word, times] of most) console.log(`  ${word}: ${times} times`);
});

/** The lines of every file in a folder. */
function* linesOf(folder: string): Generator<string> {
  for (const file of readdirSync(folder, { recursive: true, encoding: 'utf8' }).sort()) {
    if (file.endsWith('.ts')) yield* readFileSync(join(folder, file), 'utf8').split('\n');
  }
}

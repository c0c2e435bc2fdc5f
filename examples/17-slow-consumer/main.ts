/** A generator in a worker, and a consumer that takes its time: the generator waits at its yield. */

import { EventLoopExecutor, mapOn, taskModule } from 'rx-futures';
import { ThreadPoolExecutor } from 'rx-futures/node';
import { take } from 'rxjs';

const tasks = taskModule<typeof import('./primes.js')>(new URL('./primes.js', import.meta.url));
await using pool = new ThreadPoolExecutor({ maxWorkers: 1 });
await using here = new EventLoopExecutor({ maxWorkers: 1 });

const made = new Int32Array(new SharedArrayBuffer(4));
let saved = 0;
let furthestAhead = 0;

await pool
  .with({ bufferSize: 4 })
  .stream(tasks.primes, made)
  .pipe(mapOn(here, saveSlowly, { bufferSize: 1 }), take(6))
  .forEach((prime) => {
    console.log('saved', prime);
  });

// one is being saved, one waits for that, and four may be made in advance
console.log('the generator was at most 6 ahead:', furthestAhead <= 6);

/** Simulates a database or a slow client. */
async function saveSlowly(prime: number): Promise<number> {
  await new Promise((resolve) => setTimeout(resolve, 20));
  furthestAhead = Math.max(furthestAhead, Atomics.load(made, 0) - saved);
  saved += 1;
  return prime;
}

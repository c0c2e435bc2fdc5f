/** An initializer prepares every worker before its first task; broadcast reaches them all again later. */

import { BrokenThreadPool, taskModule } from 'rx-futures';
import { ThreadPoolExecutor } from 'rx-futures/node';
import { combineLatest } from 'rxjs';

const tasks = taskModule<typeof import('./dictionary.js')>(new URL('./dictionary.js', import.meta.url));
const words = ['bread', 'water', 'bread', 'water'];

await using pool = new ThreadPoolExecutor({
  maxWorkers: 2,
  minWorkers: 2,
  initializer: tasks.load,
  initArgs: ['french'],
});
await pool.map(tasks.translate, words).forEach(print);

await combineLatest(pool.broadcast(tasks.load, 'spanish')).forEach((all) => {
  console.log(`${all.length} workers have changed their dictionary`);
});
await pool.map(tasks.translate, words).forEach(print);

// An initializer that fails breaks its pool at once: no task waits for workers that never become ready.
await using broken = new ThreadPoolExecutor({ maxWorkers: 1, initializer: tasks.load, initArgs: ['klingon'] });
const error = await broken.submit(tasks.translate, 'water').exception();
if (error instanceof BrokenThreadPool) console.log(`${error.name}, because: ${(error.cause as Error).message}`);

function print(line: string): void {
  console.log(line);
}

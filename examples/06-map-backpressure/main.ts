/**
 * map over endless inputs: they are pulled no further ahead than bufferSize, and closed when no more values are needed.
 */

import { taskModule } from 'rx-futures';
import { ThreadPoolExecutor } from 'rx-futures/node';
import { take } from 'rxjs';

const tasks = taskModule<typeof import('./square.js')>(new URL('./square.js', import.meta.url));
const bufferSize = 4;
let pulled = 0;
let emitted = 0;
let furthestAhead = 0;

await using pool = new ThreadPoolExecutor({ maxWorkers: 2 });
await pool
  .with({ bufferSize })
  .map(tasks.square, naturals())
  .pipe(take(6))
  .forEach((squared) => {
    emitted += 1;
    console.log(squared);
  });
console.log(`pulled at most ${furthestAhead} ahead of the results`);

function* naturals(): Generator<number> {
  try {
    for (;;) {
      pulled += 1;
      furthestAhead = Math.max(furthestAhead, pulled - emitted);
      yield pulled;
    }
  } finally {
    console.log('the input is closed');
  }
}

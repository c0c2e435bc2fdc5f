/** mapOn makes the executor a stage of a pipeline: in the source's order, or as the results are completed. */

import { mapOn, taskModule } from 'rx-futures';
import { ThreadPoolExecutor } from 'rx-futures/node';
import { filter, from, map, startWith, take } from 'rxjs';
import { makeLatch, releaseLatch } from '../latch.js';
import type { Parcel } from './tasks.js';

const tasks = taskModule<typeof import('./tasks.js')>(new URL('./tasks.js', import.meta.url));
await using pool = new ThreadPoolExecutor({ maxWorkers: 3 });

await pipeline('in order', true);
await pipeline('as completed', false);

async function pipeline(title: string, ordered: boolean): Promise<void> {
  const parcels = ['vase', 'book', 'lamp'].map((name) => ({ name, latch: makeLatch() }));
  finishLastToFirst(parcels);
  console.log(`${title}:`);
  await from(parcels)
    .pipe(
      mapOn(pool, tasks.wrap, { ordered }),
      map((parcel, i) => `${i + 1}. ${parcel}`),
    )
    .forEach((line) => {
      console.log(line);
    });
}

/** Holds each parcel until the one behind it is done. */
function finishLastToFirst(parcels: readonly Parcel[]): void {
  const closed = parcels.map(({ latch }) => latch);
  pool.events
    .pipe(
      filter(({ type }) => type === 'finished'),
      startWith('the last one at once'),
      take(closed.length),
    )
    .subscribe(() => releaseLatch(closed.pop()!));
}

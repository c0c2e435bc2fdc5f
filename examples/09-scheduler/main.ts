/**
 * An executor is a scheduler that works wherever RxJS accepts one: scheduled work runs on the host, in order among the
 * tasks.
 */

import { taskModule } from 'rx-futures';
import { ThreadPoolExecutor } from 'rx-futures/node';
import { firstValueFrom, interval, lastValueFrom, observeOn, of, subscribeOn, take, tap, timer } from 'rxjs';
import { makeLatch, releaseLatch } from '../latch.js';

const tasks = taskModule<typeof import('./tasks.js')>(new URL('./tasks.js', import.meta.url));
await using pool = new ThreadPoolExecutor({ maxWorkers: 1 });

// observeOn: values arrive in the pool's turns, so the caller goes on first.
const observed = lastValueFrom(
  of('a', 'b', 'c').pipe(
    observeOn(pool),
    tap((value) => console.log('observed', value)),
  ),
);
console.log('subscribed');
await observed;

// interval: the pool keeps the time.
await interval(5, pool)
  .pipe(take(3))
  .forEach((tick) => {
    console.log('tick', tick);
  });

// The only slot is taken: scheduled work waits for it like any task.
const latch = makeLatch();
const task = pool.submit(tasks.waitAt, latch);
await firstValueFrom(task.progress);
const turn = firstValueFrom(of('the turn has come').pipe(subscribeOn(pool)));
await firstValueFrom(timer(20));
console.log('the task ends');
releaseLatch(latch);
console.log(await turn);

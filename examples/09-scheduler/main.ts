/** An executor is a scheduler, wherever RxJS takes one: what it schedules runs here, in its turn among the tasks. */

import { taskModule } from 'rx-futures';
import { ThreadPoolExecutor } from 'rx-futures/node';
import { firstValueFrom, interval, lastValueFrom, observeOn, of, subscribeOn, take, tap, timer } from 'rxjs';
import { makeGate, openGate } from '../gate.js';

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

// The one slot is taken: what is scheduled waits for it like any task.
const gate = makeGate();
const task = pool.submit(tasks.waitAt, gate);
await firstValueFrom(task.progress);
const turn = firstValueFrom(of('the turn has come').pipe(subscribeOn(pool)));
await firstValueFrom(timer(20));
console.log('the task ends');
openGate(gate);
console.log(await turn);

/** The three conditions of wait: the first that is completed, the first that fails, and all; or a time limit. */

import {
  ALL_COMPLETED,
  FIRST_COMPLETED,
  FIRST_EXCEPTION,
  type Future,
  taskModule,
  type WaitOptions,
  wait,
} from 'rx-futures';
import { ThreadPoolExecutor } from 'rx-futures/node';
import { firstValueFrom, from } from 'rxjs';
import { makeLatch, releaseLatch } from '../latch.js';

const tasks = taskModule<typeof import('./tasks.js')>(new URL('./tasks.js', import.meta.url));
await using pool = new ThreadPoolExecutor({ maxWorkers: 3 });

const latches = { ant: makeLatch(), bee: makeLatch(), cat: makeLatch() };
const nameOf = new Map<Future<string>, string>([
  [pool.submit(tasks.passAs, 'ant', latches.ant), 'ant'],
  [pool.submit(tasks.failAt, latches.bee), 'bee'],
  [pool.submit(tasks.passAs, 'cat', latches.cat), 'cat'],
]);

await tell('20 ms', { timeout: 20 });
releaseLatch(latches.ant);
await tell('FIRST_COMPLETED', { returnWhen: FIRST_COMPLETED });
releaseLatch(latches.bee);
await tell('FIRST_EXCEPTION', { returnWhen: FIRST_EXCEPTION });
releaseLatch(latches.cat);
await tell('ALL_COMPLETED', { returnWhen: ALL_COMPLETED });

async function tell(condition: string, options: WaitOptions): Promise<void> {
  const { done, notDone } = await firstValueFrom(from(nameOf.keys()).pipe(wait(options)));
  console.log(`${condition}: done ${names(done)}; not done ${names(notDone)}`);
}

/** In the order they were submitted: the sets have the order of completion. */
function names(futures: Set<Future<string>>): string {
  const chosen = [...nameOf].filter(([future]) => futures.has(future)).map(([, name]) => name);
  return chosen.length === 0 ? 'none' : chosen.join(', ');
}

/** A task that has not started can be cancelled; a running one can be aborted, even if it ignores its signal. */

import { type CancelledError, type Future, taskModule } from 'rx-futures';
import { ThreadPoolExecutor } from 'rx-futures/node';
import { firstValueFrom } from 'rxjs';

const tasks = taskModule<typeof import('./tasks.js')>(new URL('./tasks.js', import.meta.url));
await using pool = new ThreadPoolExecutor({ maxWorkers: 1, abortGrace: 50 });

await cancelQueuedAndAbortRunning();
await abortWhatListensToNobody();
await abortBySignal();
console.log('the pool goes on:', await pool.submit(tasks.greet, 'again').result());

async function cancelQueuedAndAbortRunning(): Promise<void> {
  const running = pool.submit(tasks.countUntilAborted);
  const queued = pool.submit(tasks.greet, 'nobody');
  await begun(running);
  console.log('cancel what is queued:', queued.cancel(), queued.state);
  console.log('cancel what runs:', running.cancel(), running.state);
  console.log('abort what runs:', running.abort(new Error('no longer wanted')), running.state);
  running.subscribe({
    error: ({ name, cause }: CancelledError) =>
      console.log(`it ended with ${name}, because: ${(cause as Error).message}`),
  });
}

async function abortWhatListensToNobody(): Promise<void> {
  const deaf = pool.submit(tasks.countForEver);
  await begun(deaf);
  console.log('abort a deaf task:', deaf.abort(), deaf.state);
  // its thread is ended after the grace, and another takes its place
  console.log(await pool.submit(tasks.greet, 'new thread').result());
}

async function abortBySignal(): Promise<void> {
  const stop = new AbortController();
  const stoppable = pool.with({ signal: stop.signal });
  const futures = [stoppable.submit(tasks.countUntilAborted), stoppable.submit(tasks.greet, 'nobody')];
  await begun(futures[0]!);
  stop.abort('closing time');
  console.log('aborted by one signal:', ...futures.map(({ state }) => state));
}

/** The first progress value shows that the task is running. */
async function begun(future: Future<unknown>): Promise<void> {
  await firstValueFrom(future.progress);
}

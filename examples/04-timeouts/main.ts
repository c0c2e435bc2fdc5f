/** Time limits for waiting in the queue, for running, and for both together; and a limit for the caller's wait only. */

import { type Future, taskModule } from 'rx-futures';
import { ThreadPoolExecutor } from 'rx-futures/node';
import { firstValueFrom } from 'rxjs';
import { makeLatch, releaseLatch } from '../latch.js';

const tasks = taskModule<typeof import('./tasks.js')>(new URL('./tasks.js', import.meta.url));
await using pool = new ThreadPoolExecutor({ maxWorkers: 1, abortGrace: 50 });

// From its true start; a task that hangs loses its thread, not the pool.
await report('runTimeout', pool.with({ runTimeout: 100 }).submit(tasks.hang));

const latch = makeLatch();
const patient = pool.submit(tasks.wait, latch);
await firstValueFrom(patient.progress);
// The only thread is busy: later tasks wait until their limit.
await report('queueTimeout', pool.with({ queueTimeout: 50 }).submit(tasks.wait, latch));
await report('timeout', pool.with({ timeout: 60 }).submit(tasks.wait, latch));

// Python's result(timeout): the caller stops waiting, the task continues.
await patient
  .result(40)
  .catch((error: Error) => console.log('result(40):', error.name, '- the task is', patient.state));
releaseLatch(latch);
console.log('later:', await patient.result());

/** A limit that passes is the task's outcome: it has failed, and the error names the limit. */
async function report(limit: string, future: Future<unknown>): Promise<void> {
  const { name, message } = (await future.exception()) as Error;
  console.log(`${limit}: ${future.state} with ${name}: ${message}`);
}

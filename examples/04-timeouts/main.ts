/** Limits for waiting in the queue, for running, for both together; and a limit for the one who waits only. */

import { type Future, taskModule } from 'rx-futures';
import { ThreadPoolExecutor } from 'rx-futures/node';
import { firstValueFrom } from 'rxjs';
import { makeGate, openGate } from '../gate.js';

const tasks = taskModule<typeof import('./tasks.js')>(new URL('./tasks.js', import.meta.url));
await using pool = new ThreadPoolExecutor({ maxWorkers: 1, abortGrace: 50 });

// From its true start; a task that hangs loses its thread, not the pool.
await tell('runTimeout', pool.with({ runTimeout: 100 }).submit(tasks.hang));

const gate = makeGate();
const patient = pool.submit(tasks.wait, gate);
await firstValueFrom(patient.progress);
// The one thread is taken: what is behind waits until its limit.
await tell('queueTimeout', pool.with({ queueTimeout: 50 }).submit(tasks.wait, gate));
await tell('timeout', pool.with({ timeout: 60 }).submit(tasks.wait, gate));

// Python's result(timeout): who waits gives up, the task does not.
await patient
  .result(40)
  .catch((error: Error) => console.log('result(40):', error.name, '- the task is', patient.state));
openGate(gate);
console.log('later:', await patient.result());

/** A limit that passes is the task's outcome: it has failed, and the error names the limit. */
async function tell(limit: string, future: Future<unknown>): Promise<void> {
  const { name, message } = (await future.exception()) as Error;
  console.log(`${limit}: ${future.state} with ${name}: ${message}`);
}

/**
 * A server that is told to go: on SIGTERM it takes no more requests, lets what runs come to its end, cancels what has not
 * begun, and leaves within its ceiling whatever happens. What Kubernetes or systemd would send, it sends itself here.
 */

import { asCompleted, taskModule } from 'rx-futures';
import { ThreadPoolExecutor } from 'rx-futures/node';
import { from } from 'rxjs';
import { makeGate, openGate } from '../gate.js';

const tasks = taskModule<typeof import('./tasks.js')>(new URL('./tasks.js', import.meta.url));
const pool = new ThreadPoolExecutor({ maxWorkers: 1 });

const gate = makeGate();
const futures = ['first', 'second', 'third'].map((name) => pool.submit(tasks.encode, name, gate));
from(futures)
  .pipe(asCompleted())
  .subscribe((future) => console.log(String(future)));

/** Below the grace that the platform gives; Kubernetes kills after 30 seconds, docker stop after 10. */
const ceiling = 8_000;

async function leave(): Promise<void> {
  console.log('SIGTERM: no new work from now on');
  openGate(gate); // what runs is on its way to its end
  await pool.shutdown({ cancelFutures: true, timeout: ceiling });
  const { finished, cancelled } = pool.stats();
  console.log(`${finished} finished, ${cancelled} cancelled: they can be told to come back`);
}
process.once('SIGTERM', () => void leave());

futures[0]?.progress.subscribe(() => process.kill(process.pid, 'SIGTERM')); // the first one runs

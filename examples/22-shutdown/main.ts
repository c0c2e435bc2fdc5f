/**
 * A graceful shutdown: on SIGTERM the server accepts no more requests, lets running tasks end, cancels queued ones, and
 * exits within a time limit in any case. The signal of Kubernetes or systemd is sent by the program itself here.
 */

import { asCompleted, taskModule } from 'rx-futures';
import { ThreadPoolExecutor } from 'rx-futures/node';
import { from } from 'rxjs';
import { makeLatch, releaseLatch } from '../latch.js';

const tasks = taskModule<typeof import('./tasks.js')>(new URL('./tasks.js', import.meta.url));
const pool = new ThreadPoolExecutor({ maxWorkers: 1 });

const latch = makeLatch();
const futures = ['first', 'second', 'third'].map((name) => pool.submit(tasks.encode, name, latch));
from(futures)
  .pipe(asCompleted())
  .subscribe((future) => console.log(String(future)));

/** Below the grace that the platform gives; Kubernetes kills after 30 seconds, docker stop after 10. */
const ceiling = 8_000;

async function leave(): Promise<void> {
  console.log('SIGTERM: no new work from now on');
  releaseLatch(latch); // the running task can end
  await pool.shutdown({ cancelFutures: true, timeout: ceiling });
  const { finished, cancelled } = pool.stats();
  console.log(`${finished} finished, ${cancelled} cancelled: they can be told to come back`);
}
process.once('SIGTERM', () => void leave());

futures[0]?.progress.subscribe(() => process.kill(process.pid, 'SIGTERM')); // the first one is running

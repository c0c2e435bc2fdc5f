import { appendFileSync, existsSync, readFileSync } from 'node:fs';
import { JobNotFoundError, taskModule } from 'rx-futures';
import { BullMQExecutor } from 'rx-futures/bullmq';
import { catchError, type Observable } from 'rxjs';
import { queueOptions } from './queue.js';
import type { Finding } from './tasks.js';

/**
 * The producer: submits a job for each file and writes the id of each to a list. When it is started again, after it was
 * killed, it attaches to the jobs on the list and submits the rest.
 */
const { IDS, FILES } = process.env as { IDS: string; FILES: string };
const files = readFileSync(FILES, 'utf8').split('\n');
const ids = existsSync(IDS) ? readFileSync(IDS, 'utf8').trimEnd().split('\n') : [];

const tasks = taskModule<typeof import('./tasks.js')>();
const executor = new BullMQExecutor(queueOptions());
const twice = executor.with({ attempts: 3 });

const found: Omit<Finding, 'sha256' | 'worker'>[] = [];
const byWorker: Record<string, number> = {};
process.send?.({ say: ids.length === 0 ? 'submits' : 'attaches', to: ids.length });
for (const [i, file] of files.entries()) {
  const id = ids[i];
  const finding = id === undefined ? submit(file) : attach(id, file);
  finding.subscribe({
    next: ({ worker, lines, bytes, compressed }) => {
      found.push({ lines, bytes, compressed });
      byWorker[worker] = (byWorker[worker] ?? 0) + 1;
      if (found.length % 10 === 0) tell();
    },
    error: (error) => process.send?.({ say: 'failed', file, error: String(error) }),
  });
}

/** The id is on the list before anything can be lost. */
function submit(file: string): Observable<Finding> {
  const future = twice.submit(tasks.examine, file);
  appendFileSync(IDS, `${future.id}\n`);
  return future;
}

/** A job on the list may never have reached the queue: then it is submitted now. */
function attach(id: string, file: string): Observable<Finding> {
  const again = (error: unknown): Observable<Finding> => {
    if (error instanceof JobNotFoundError) return twice.submit(tasks.examine, file);
    throw error;
  };
  return executor.attach<Finding>(id).pipe(catchError(again));
}

const telling = setInterval(tell, 100);
await executor.shutdown();
clearInterval(telling);
tell();
const sum = (of: 'lines' | 'bytes' | 'compressed'): number => found.reduce((total, each) => total + each[of], 0);
process.send?.({ say: 'totals', lines: sum('lines'), bytes: sum('bytes'), compressed: sum('compressed') });
process.disconnect?.();

function tell(): void {
  const { queued, running, finished, failed } = executor.stats();
  process.send?.({ say: 'table', queued, running, finished, failed, byWorker });
}

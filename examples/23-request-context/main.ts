/**
 * Two requests on one server: whatever is logged for one of them carries its trace id, in the callbacks here, and in the
 * worker. Without captureContext the callbacks would know of no request.
 */

import { AsyncLocalStorage } from 'node:async_hooks';
import { taskModule } from 'rx-futures';
import { ThreadPoolExecutor } from 'rx-futures/node';
import { lastValueFrom, map, tap } from 'rxjs';

const requests = new AsyncLocalStorage<{ readonly traceId: string }>();
const log = (text: string): void => console.log(`[${requests.getStore()?.traceId ?? 'no request'}] ${text}`);

const tasks = taskModule<typeof import('./tasks.js')>(new URL('./tasks.js', import.meta.url));
const workers = new ThreadPoolExecutor({ maxWorkers: 1 });
// set once, for the whole program
const pool = workers.with({
  captureContext: () => AsyncLocalStorage.snapshot(),
  label: () => requests.getStore()?.traceId, // currentTask().label in the worker, and in every event
});

const handle = (name: string): Promise<string> => {
  const thumbnail = pool.task(tasks.thumbnail, name).pipe(
    tap((answer) => log(`the worker knows: ${answer}`)),
    map(() => `${name} is done`),
  );
  return lastValueFrom(thumbnail);
};

const answers = ['4bf92f35', 'a3ce929d'].map((traceId, n) =>
  requests.run({ traceId }, () => handle(`picture ${n + 1}`)),
);
for (const answer of await Promise.all(answers)) console.log(answer);
await workers.shutdown();

import { AsyncLocalStorage } from 'node:async_hooks';
import { currentTask } from 'rx-futures/worker';

/** The worker's own store: the trace id comes with the task, as its label. */
const requests = new AsyncLocalStorage<string | undefined>();

export function thumbnail(name: string): Promise<string> {
  return requests.run(currentTask().label, () => resize(name));
}

/** Deep in the worker, where the trace id is not passed as an argument. */
async function resize(name: string): Promise<string> {
  await Promise.resolve();
  return `${name} belongs to ${requests.getStore()}`;
}

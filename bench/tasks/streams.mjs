// The tasks of the workloads with streams.
import { map } from 'rxjs';
import { currentTask } from '../../dist/bundle/entryPoints/worker/index.js';

export function* numbers(count) {
  for (let i = 0; i < count; i++) yield i;
}

export const twice = map((n) => n * 2);

/** Keeps its worker busy until it sees its abort. */
export function listen(cell) {
  const task = currentTask();
  Atomics.store(cell, 0, 1);
  while (!task.aborted);
}

/** Keeps its worker busy forever. */
export function spin(cell) {
  Atomics.store(cell, 0, 1);
  for (;;);
}

export const nothing = () => undefined;

// The tasks of the workloads with streams.
import { map } from 'rxjs';

export function* numbers(count) {
  for (let i = 0; i < count; i++) yield i;
}

export const twice = map((n) => n * 2);

/** Runs until it is aborted, and looks for it all the time. */
export function spin(cells) {
  Atomics.store(cells, 0, 1);
  Atomics.notify(cells, 0);
  for (;;) Atomics.add(cells, 1, 1);
}

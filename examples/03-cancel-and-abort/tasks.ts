import { currentTask } from 'rx-futures/worker';

/** Counts forever, but checks for its abort at intervals. */
export function countUntilAborted(): void {
  const task = currentTask();
  task.progress('counting');
  for (;;) task.throwIfAborted();
}

/** Counts forever and ignores its signal. */
export function countForEver(): void {
  currentTask().progress('counting');
  for (;;);
}

export function greet(name: string): string {
  return `Hello, ${name}`;
}

import { currentTask } from 'rx-futures/worker';

/** Counts for ever, but looks up now and then whether it is to stop. */
export function countUntilAborted(): void {
  const task = currentTask();
  task.progress('counting');
  for (;;) task.throwIfAborted();
}

/** Counts for ever and listens to nobody. */
export function countForEver(): void {
  currentTask().progress('counting');
  for (;;);
}

export function greet(name: string): string {
  return `Hello, ${name}`;
}

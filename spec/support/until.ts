import { setImmediate as turn } from 'node:timers/promises';

/** Turns the event loop until the condition holds; `false` when it still does not after so many milliseconds. */
export async function until(condition: () => boolean, milliseconds = 2000): Promise<boolean> {
  const deadline = performance.now() + milliseconds;
  while (!condition()) {
    if (performance.now() > deadline) return false;
    await turn();
  }
  return true;
}

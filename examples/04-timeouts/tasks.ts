import { currentTask } from 'rx-futures/worker';
import { awaitRelease, type Latch } from '../latch.js';

/** Waits until the latch is released. */
export function wait(latch: Latch): string {
  currentTask().progress('waiting');
  awaitRelease(latch);
  return 'passed';
}

/** Never ends. */
export function hang(): void {
  for (;;);
}

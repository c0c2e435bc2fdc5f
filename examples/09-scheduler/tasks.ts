import { currentTask } from 'rx-futures/worker';
import { awaitRelease, type Latch } from '../latch.js';

export function waitAt(latch: Latch): void {
  currentTask().progress('waiting');
  awaitRelease(latch);
}

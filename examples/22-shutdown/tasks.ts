import { currentTask } from 'rx-futures/worker';
import { awaitRelease, type Latch } from '../latch.js';

/** Works until the latch is released. */
export function encode(name: string, latch: Latch): string {
  currentTask().progress('begun');
  awaitRelease(latch);
  return `${name}.webm`;
}

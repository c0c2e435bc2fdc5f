import { awaitRelease, type Latch } from '../latch.js';

/** Returns its name once the latch is released. */
export function passAs(name: string, latch: Latch): string {
  awaitRelease(latch);
  return name;
}

export function failAt(latch: Latch): never {
  awaitRelease(latch);
  throw new RangeError('no way through');
}

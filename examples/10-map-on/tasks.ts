import { awaitRelease, type Latch } from '../latch.js';

export interface Parcel {
  readonly name: string;
  /** Holds the parcel until it is released. */
  readonly latch: Latch;
}

export function wrap({ name, latch }: Parcel): string {
  awaitRelease(latch);
  return `${name}, wrapped`;
}

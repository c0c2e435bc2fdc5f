import type { Claimed, WorkerClaims } from './Claims.js';

/** Where nothing is seen by both sides: the host's word comes by message, before the task's turn or after. */
export class UnsharedClaims implements WorkerClaims {
  readonly exact = false;
  readonly #skipped = new Set<number>();

  start({ slot }: Claimed): boolean {
    return !this.#skipped.delete(slot);
  }

  end(): void {}

  abortRequested(): boolean {
    return false;
  }

  skip(slot: number): void {
    this.#skipped.add(slot);
  }
}

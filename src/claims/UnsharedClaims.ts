import type { Claimed, WorkerClaims } from './Claims.js';

/**
 * The worker's claims where host and worker share nothing: the host aborts a task by a message, before the task starts
 * or after.
 */
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

import { asyncScheduler, type Subscription } from 'rxjs';
import { Pauses } from '../streams/Pauses.js';

/** Milliseconds without progress after which the pauses are assumed to be its cause. */
const patience = 1000;

/**
 * Pauses the library's streams that feed an operator while its buffer is full. A paused stream may hold the very slot
 * that the operator's calls wait for: when none of its calls is running and none ends for a second, the pauses are
 * lifted until a call ends.
 */
export class SourcePause {
  readonly #pauses = new Pauses();
  /** Returns true while one of the operator's calls is running. */
  readonly #anyRuns: () => boolean;
  #watch: Subscription | undefined;
  #lifted = false;

  constructor(anyRuns: () => boolean) {
    this.#anyRuns = anyRuns;
  }

  /** The operator's buffer is full. Call it while a value is being delivered. */
  pause(): void {
    if (this.#lifted) return;
    this.#pauses.pauseCurrent();
    if (this.#pauses.any) this.#watch ??= asyncScheduler.schedule(() => this.#check(), patience);
  }

  /** A call has ended, so pausing is allowed again. */
  progressed(): void {
    this.#lifted = false;
  }

  release(): void {
    this.#watch?.unsubscribe();
    this.#watch = undefined;
    this.#pauses.release();
  }

  #check(): void {
    this.#watch = undefined;
    this.#lifted = !this.#anyRuns();
    if (this.#lifted) this.release();
    else this.#watch = asyncScheduler.schedule(() => this.#check(), patience);
  }
}

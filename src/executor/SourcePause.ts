import type { SchedulerLike, Subscription } from 'rxjs';
import type { PausableSource } from '../streams/PausableSource.js';
import { Pauses } from '../streams/Pauses.js';
import { backgroundClock } from '../time/rx/systemClock.js';

/** Milliseconds after which a stage that pauses its sources checks if that is why its calls do not start. */
const patience = 1000;

/**
 * Pauses the sources that feed a stage while its buffer is full. A paused stream may hold the very slot that the
 * stage's calls wait for: when they starve, the pauses are lifted until a call ends.
 */
export class SourcePause {
  readonly #pauses: Pauses;
  readonly #starving: () => boolean;
  readonly #clock: SchedulerLike;
  #watch: Subscription | undefined;
  #lifted = false;
  #hasProgressed = false;

  /**
   * `stage` is the source of the stage's results. `starving` returns true while none of its calls can start before a
   * stream ends. The timer must not keep the process alive.
   */
  constructor(stage: PausableSource | undefined, starving: () => boolean, clock = backgroundClock) {
    this.#pauses = new Pauses(stage);
    this.#starving = starving;
    this.#clock = clock;
  }

  /** The stage's buffer is full. Call it while a value is being delivered. */
  pause(): void {
    if (this.#lifted) return;
    this.#pauses.pauseCurrent();
    if (this.#pauses.any) this.#watch ??= this.#clock.schedule(() => this.#check(), patience);
  }

  /** A call has ended, so pausing is allowed again. */
  progressed(): void {
    this.#lifted = false;
    this.#hasProgressed = true;
  }

  /** The stage can take more: resumes its sources. */
  release(): void {
    this.#pauses.release();
  }

  /** Ends the pauses for good: the stage has ended. */
  close(): void {
    this.#watch?.unsubscribe();
    this.#pauses.release();
  }

  #check(): void {
    this.#watch = undefined;
    if (!this.#pauses.any) return;
    this.#lifted = !this.#hasProgressed && this.#starving();
    this.#hasProgressed = false;
    if (this.#lifted) this.#pauses.release();
    else this.#watch = this.#clock.schedule(() => this.#check(), patience);
  }
}

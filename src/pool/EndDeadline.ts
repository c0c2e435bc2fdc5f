import type { SchedulerLike, Subscription } from 'rxjs';

/** Milliseconds of a step; a host that is busy itself for longer misses one step and not the whole time. */
const stepLength = 100;

/**
 * Waits for the end of a worker that was terminated. A thread inside a native call, or a process in an uninterruptible one,
 * ends only when that call returns; it is not waited for beyond the deadline.
 */
export class EndDeadline {
  readonly #clock: SchedulerLike;
  readonly #passed: () => void;
  #timer: Subscription | undefined;

  /** The clock must not keep the process alive. */
  constructor(clock: SchedulerLike, passed: () => void) {
    this.#clock = clock;
    this.#passed = passed;
  }

  /** Starts to wait for so many milliseconds, unless it waits already. */
  start(milliseconds: number): void {
    if (this.#timer === undefined) this.#wait(milliseconds);
  }

  stop(): void {
    this.#timer?.unsubscribe();
    this.#timer = undefined;
  }

  /** The last step, of 0 ms, lets in an end that has been reported and not been delivered yet. */
  #wait(milliseconds: number): void {
    const step = Math.min(stepLength, milliseconds);
    this.#timer = this.#clock.schedule(() => {
      if (step > 0) this.#wait(milliseconds - step);
      else this.#passed();
    }, step);
  }
}

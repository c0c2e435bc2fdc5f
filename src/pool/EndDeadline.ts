import type { SchedulerLike, Subscription } from 'rxjs';

/** Milliseconds of one step of the wait. If the host is busy for longer, it misses one step and not the whole wait. */
const stepLength = 100;

/**
 * Limits the wait for the end of a terminated worker. A thread inside a native call, or a process in an uninterruptible
 * one, ends only when that call returns; the pool does not wait for it beyond the deadline.
 */
export class EndDeadline {
  readonly #clock: SchedulerLike;
  readonly #passed: () => void;
  #timer: Subscription | undefined;

  /** `clock` must not keep the process alive. */
  constructor(clock: SchedulerLike, passed: () => void) {
    this.#clock = clock;
    this.#passed = passed;
  }

  /** Starts to wait for the given number of milliseconds, unless it waits already. */
  start(milliseconds: number): void {
    if (this.#timer === undefined) this.#wait(milliseconds);
  }

  stop(): void {
    this.#timer?.unsubscribe();
    this.#timer = undefined;
  }

  /** The last step has a delay of 0 ms, so that an end that was reported but not delivered yet arrives first. */
  #wait(milliseconds: number): void {
    const step = Math.min(stepLength, milliseconds);
    this.#timer = this.#clock.schedule(() => {
      if (step > 0) this.#wait(milliseconds - step);
      else this.#passed();
    }, step);
  }
}

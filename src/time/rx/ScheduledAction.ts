import { type SchedulerAction, Subscription } from 'rxjs';

/** An action that waits for its delay. */
export interface Due {
  run(): void;
  unsubscribe(): void;
}

/** Arranges for the action to run when the delay is over; returns the function that stops that. */
export type Arrange = (action: Due, delay: number) => () => void;

/** The function that a scheduler runs. */
export type Work<S> = (this: SchedulerAction<S>, state?: S) => void;

/**
 * Work passed to `schedule`, as a Subscription that can schedule itself again from within. Like RxJS's `AsyncAction`,
 * but built on the public interface: RxJS itself advises implementing `SchedulerLike`.
 */
export class ScheduledAction<S> extends Subscription implements SchedulerAction<S>, Due {
  readonly #arrange: Arrange;
  readonly #work: Work<S>;
  #state: S | undefined;
  #disarm: (() => void) | undefined;

  constructor(work: Work<S>, arrange: Arrange) {
    super(() => this.disarm());
    this.#work = work;
    this.#arrange = arrange;
  }

  /** Runs the work again after the delay; does nothing once unsubscribed. */
  schedule(state?: S, delay = 0): Subscription {
    if (this.closed) return this;
    this.disarm();
    this.#state = state;
    this.#disarm = this.#arrange(this, delay);
    return this;
  }

  /** Runs the work: its delay is over. An error ends the action, and the caller reports it. */
  run(): void {
    this.#disarm = undefined;
    if (this.closed) return;
    try {
      this.#work.call(this, this.#state);
    } catch (error) {
      this.unsubscribe();
      throw error;
    }
  }

  private disarm(): void {
    this.#disarm?.();
    this.#disarm = undefined;
  }
}

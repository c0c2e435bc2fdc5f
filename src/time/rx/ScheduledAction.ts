import { type SchedulerAction, Subscription } from 'rxjs';

/** An action whose time will come. */
export interface Due {
  run(): void;
  unsubscribe(): void;
}

/** Sees to it that the action runs when the delay is over; gives what stops that. */
export type Arrange = (action: Due, delay: number) => () => void;

/** What a scheduler calls. */
export type Work<S> = (this: SchedulerAction<S>, state?: S) => void;

/**
 * Work given to `schedule`, as a Subscription that can schedule itself again from inside. RxJS's `AsyncAction` in
 * meaning, but made on the public interface: RxJS itself advises to implement `SchedulerLike`.
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

  /** Its time has come. An error ends the action and is the caller's to report. */
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

import { type SchedulerAction, type SchedulerLike, Subscription } from 'rxjs';

/** A clock whose work the spec runs. */
export class ManualClock implements SchedulerLike {
  readonly now: () => number;
  #due = new Set<() => void>();

  constructor(now: () => number) {
    this.now = now;
  }

  /** How much work waits. */
  get waiting(): number {
    return this.#due.size;
  }

  schedule<S>(work: (this: SchedulerAction<S>, state?: S) => void, _delay?: number, state?: S): Subscription {
    const run = (): void => work.call({} as SchedulerAction<S>, state);
    this.#due.add(run);
    return new Subscription(() => this.#due.delete(run));
  }

  /** Does what waits, and not what that leads to. */
  runDue(): void {
    const due = this.#due;
    this.#due = new Set();
    for (const run of due) run();
  }
}

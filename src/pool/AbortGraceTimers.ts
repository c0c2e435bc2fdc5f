import type { SchedulerLike, Subscription } from 'rxjs';

/** Tracks the aborted tasks of one worker that have not ended. Each has a grace period in which to end by itself. */
export class AbortGraceTimers {
  readonly #clock: SchedulerLike;
  readonly #overdue: (slot: number, first: boolean) => void;
  readonly #timers = new Map<number, Subscription>();

  /** Calls `overdue` for a task that has not ended in time; `first` is false after an extension. */
  constructor(clock: SchedulerLike, overdue: (slot: number, first: boolean) => void) {
    this.#clock = clock;
    this.#overdue = overdue;
  }

  get any(): boolean {
    return this.#timers.size > 0;
  }

  /** Starts the grace period of an aborted task, in milliseconds, or (`first` is false) its extension. */
  add(slot: number, grace: number, first = true): void {
    const expire = (): void => {
      this.#timers.delete(slot);
      this.#overdue(slot, first);
    };
    this.#timers.set(slot, this.#clock.schedule(expire, grace));
  }

  /** Ends the grace period: the task has ended. */
  delete(slot: number): void {
    if (!this.any) return;
    this.#timers.get(slot)?.unsubscribe();
    this.#timers.delete(slot);
  }

  /** Ends all grace periods: the worker has ended. */
  clear(): void {
    for (const timer of this.#timers.values()) timer.unsubscribe();
    this.#timers.clear();
  }
}

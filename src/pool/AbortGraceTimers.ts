import type { SchedulerLike, Subscription } from 'rxjs';

/** Tracks the aborted tasks of one worker that have not ended. Each has a grace period in which to end by itself. */
export class AbortGraceTimers {
  readonly #graces = new Map<number, Subscription>();
  readonly #clock: SchedulerLike;
  readonly #tooLong: (slot: number, first: boolean) => void;

  constructor(clock: SchedulerLike, tooLong: (slot: number, first: boolean) => void) {
    this.#clock = clock;
    this.#tooLong = tooLong;
  }

  get any(): boolean {
    return this.#graces.size > 0;
  }

  /** `first` is passed to the callback: true in a task's first grace period, false in the extension. */
  add(slot: number, grace: number, first = true): void {
    const expire = (): void => {
      this.#graces.delete(slot);
      this.#tooLong(slot, first);
    };
    this.#graces.set(slot, this.#clock.schedule(expire, grace));
  }

  /** The task has ended. */
  delete(slot: number): void {
    if (!this.any) return;
    this.#graces.get(slot)?.unsubscribe();
    this.#graces.delete(slot);
  }

  /** The worker has ended. */
  clear(): void {
    for (const grace of this.#graces.values()) grace.unsubscribe();
    this.#graces.clear();
  }
}

import type { SchedulerLike, Subscription } from 'rxjs';

/** Milliseconds before a requested job is looked up. */
const soon = 20;
/** Greatest share of the time that look-ups of all jobs may take. */
const share = 1 / 20;

/** Looks jobs up for a {@link Reconciler}. */
export interface ReconcilerHost {
  /** Returns the ids of all unsettled jobs. */
  ids(): string[];
  /** Looks these jobs up and handles what was found. */
  lookUp(ids: readonly string[]): Promise<void>;
  /** A look-up failed, mostly because the connection was lost. */
  failed(error: unknown): void;
}

/**
 * Looks up jobs whose events may be lost: the log is trimmed, an entry cannot be read, a connection breaks. All pending
 * jobs are looked up at an interval, and at once when events may have been missed.
 */
export class Reconciler {
  readonly #host: ReconcilerHost;
  readonly #clock: SchedulerLike;
  readonly #interval: number;
  readonly #requested = new Set<string>();
  #all = false;
  #timer: Subscription | undefined;
  #dueAt = Number.POSITIVE_INFINITY;
  #busy = false;
  #stopped = false;

  constructor(host: ReconcilerHost, clock: SchedulerLike, interval: number) {
    this.#host = host;
    this.#clock = clock;
    this.#interval = interval;
  }

  /** Starts the interval; called when there is a pending job. */
  start(): void {
    this.#arm(this.#interval);
  }

  /** Looks up this job soon, or all jobs when no id is given. */
  request(id?: string): void {
    if (id === undefined) this.#all = true;
    else this.#requested.add(id);
    this.#arm(soon);
  }

  /** Looks up all jobs after this time. */
  requestAllIn(milliseconds: number): void {
    this.#all = true;
    this.#arm(milliseconds);
  }

  stop(): void {
    this.#stopped = true;
    this.#timer?.unsubscribe();
  }

  #arm(delay: number): void {
    const at = this.#clock.now() + delay;
    if (this.#stopped || this.#busy || at >= this.#dueAt) return;
    this.#timer?.unsubscribe();
    this.#dueAt = at;
    this.#timer = this.#clock.schedule(() => void this.#run(), delay);
  }

  async #run(): Promise<void> {
    const onlySome = !this.#all && this.#requested.size > 0;
    const ids = onlySome ? [...this.#requested] : this.#host.ids();
    this.#requested.clear();
    this.#all = false;
    this.#busy = true;
    const took = await this.#lookUp(ids);
    this.#busy = false;
    this.#dueAt = Number.POSITIVE_INFINITY;
    if (this.#all || this.#requested.size > 0) this.#arm(this.#all ? 500 : soon);
    if (ids.length > 0 || onlySome) this.#arm(Math.max(this.#interval, took / share));
  }

  async #lookUp(ids: readonly string[]): Promise<number> {
    const startedAt = this.#clock.now();
    try {
      if (ids.length > 0) await this.#host.lookUp(ids);
    } catch (error) {
      this.#host.failed(error);
    }
    return this.#clock.now() - startedAt;
  }
}

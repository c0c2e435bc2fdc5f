import type { SchedulerLike, Subscription } from 'rxjs';

/** Milliseconds until a job is looked up that was asked for. */
const soon = 20;
/** A sweep may take this part of the time. */
const share = 1 / 20;

/** What the sweep works with. */
export interface SweepHost {
  /** The ids of all that is not settled. */
  ids(): string[];
  /** Looks these up and acts on what is found. */
  look(ids: readonly string[]): Promise<void>;
  /** A look failed: the connection is gone, mostly. */
  failed(error: unknown): void;
}

/**
 * Asks for the jobs that nothing is heard of. Events get lost: the log is trimmed, an entry cannot be read, a connection is
 * cut; so whoever waits has to look, now and then, and at once when something may have been missed.
 */
export class Reconciler {
  readonly #host: SweepHost;
  readonly #clock: SchedulerLike;
  readonly #interval: number;
  readonly #asked = new Set<string>();
  #all = false;
  #timer: Subscription | undefined;
  #dueAt = Number.POSITIVE_INFINITY;
  #busy = false;
  #stopped = false;

  constructor(host: SweepHost, clock: SchedulerLike, interval: number) {
    this.#host = host;
    this.#clock = clock;
    this.#interval = interval;
  }

  /** There is something to wait for. */
  begin(): void {
    this.#arm(this.#interval);
  }

  /** Looks this one up soon, or all. */
  ask(id?: string): void {
    if (id === undefined) this.#all = true;
    else this.#asked.add(id);
    this.#arm(soon);
  }

  /** Looks up everything once more after so many milliseconds. */
  again(milliseconds: number): void {
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
    const onlySome = !this.#all && this.#asked.size > 0;
    const ids = onlySome ? [...this.#asked] : this.#host.ids();
    this.#asked.clear();
    this.#all = false;
    this.#busy = true;
    const took = await this.#look(ids);
    this.#busy = false;
    this.#dueAt = Number.POSITIVE_INFINITY;
    if (this.#all || this.#asked.size > 0) this.#arm(this.#all ? 500 : soon);
    if (ids.length > 0 || onlySome) this.#arm(Math.max(this.#interval, took / share));
  }

  async #look(ids: readonly string[]): Promise<number> {
    const began = this.#clock.now();
    try {
      if (ids.length > 0) await this.#host.look(ids);
    } catch (error) {
      this.#host.failed(error);
    }
    return this.#clock.now() - began;
  }
}

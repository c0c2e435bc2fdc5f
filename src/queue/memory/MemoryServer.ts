import type { JobHandler, JobServing, ServeSettings } from '../JobStore.js';
import type { MemoryJob } from './MemoryJob.js';

/** What a server in memory needs of its store. */
export interface ServedStore {
  /** There are free slots. */
  deal(): void;
  gone(server: MemoryServer): void;
}

/** Someone who serves jobs of a store in memory. */
export class MemoryServer implements JobServing {
  readonly ready = Promise.resolve();
  readonly handler: JobHandler;
  readonly settings: ServeSettings;
  readonly running = new Set<MemoryJob>();
  readonly #store: ServedStore;
  #closed = false;
  #empty: (() => void) | undefined;

  constructor(store: ServedStore, handler: JobHandler, settings: ServeSettings) {
    this.#store = store;
    this.handler = handler;
    this.settings = settings;
  }

  get free(): number {
    return this.#closed ? 0 : this.settings.concurrency - this.running.size;
  }

  /** A job is over here. */
  ended(job: MemoryJob): void {
    this.running.delete(job);
    if (this.running.size === 0) this.#empty?.();
    this.#store.deal();
  }

  async close(force: boolean): Promise<void> {
    this.#closed = true;
    if (force) this.#store.gone(this);
    if (this.running.size > 0) await new Promise<void>((empty) => (this.#empty = empty));
    this.#store.gone(this);
  }
}

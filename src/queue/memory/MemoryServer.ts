import type { JobHandler, JobServing, ServeSettings } from '../JobStore.js';
import type { MemoryJob } from './MemoryJob.js';

/** The store of a {@link MemoryServer}. */
export interface ServedStore {
  /** Gives waiting jobs to free slots. */
  dispatch(): void;
  serverClosed(server: MemoryServer): void;
}

/** A server of a {@link MemoryJobStore}. */
export class MemoryServer implements JobServing {
  readonly ready = Promise.resolve();
  readonly handler: JobHandler;
  readonly settings: ServeSettings;
  readonly running = new Set<MemoryJob>();
  readonly #store: ServedStore;
  #closed = false;
  #resolveEmpty: (() => void) | undefined;

  constructor(store: ServedStore, handler: JobHandler, settings: ServeSettings) {
    this.#store = store;
    this.handler = handler;
    this.settings = settings;
  }

  get free(): number {
    return this.#closed ? 0 : this.settings.concurrency - this.running.size;
  }

  /** Removes a job that has ended. */
  ended(job: MemoryJob): void {
    this.running.delete(job);
    if (this.running.size === 0) this.#resolveEmpty?.();
    this.#store.dispatch();
  }

  async close(force: boolean): Promise<void> {
    this.#closed = true;
    if (force) this.#store.serverClosed(this);
    if (this.running.size > 0) await new Promise<void>((empty) => (this.#resolveEmpty = empty));
    this.#store.serverClosed(this);
  }
}

import { BrokenExecutor } from '../../errors/BrokenExecutor.js';
import { encodeThrown } from '../../protocol/encodeThrown.js';
import { cloneAcross } from '../../protocol/node/processCodec.js';
import { encode } from '../codec/valueCodec.js';
import type { JobStore, NewJob } from '../JobStore.js';
import type { PendingJob } from './PendingJob.js';
import type { PendingJobs } from './PendingJobs.js';

/** Settings of a {@link StoreClient}. */
export interface StoreClientSettings {
  readonly store: JobStore;
  readonly ownsStore: boolean;
  readonly onError: (error: unknown) => void;
}

/**
 * Connects an executor to its store: listens before the first job is added, so that no event is missed; sends jobs in
 * messages; and waits on close until all of them have arrived.
 */
export class StoreClient {
  readonly #settings: StoreClientSettings;
  readonly #pending: PendingJobs;
  readonly #onListenFailed: (error: unknown) => void;
  readonly #unfinished = new Set<Promise<void>>();
  #listening: Promise<(() => Promise<void>) | undefined> | undefined;
  #messagesInFlight = 0;
  #cancelledLate = 0;

  constructor(settings: StoreClientSettings, pending: PendingJobs, onListenFailed: (error: unknown) => void) {
    this.#settings = settings;
    this.#pending = pending;
    this.#onListenFailed = onListenFailed;
  }

  /** Messages that the store has not accepted yet. */
  get messagesInFlight(): number {
    return this.#messagesInFlight;
  }

  get cancelledLate(): number {
    return this.#cancelledLate;
  }

  /** Looks up a job that was submitted elsewhere, once no event is missed any more. */
  follow(id: string): void {
    this.#track(this.#open().then(() => this.#pending.reconciler.request(id)));
  }

  send(pendingJobs: readonly PendingJob[], sent: () => void): void {
    this.#messagesInFlight += 1;
    this.#track(
      this.#send(pendingJobs).finally(() => {
        this.#messagesInFlight -= 1;
        sent();
      }),
    );
  }

  /** Withdraws a job that no Future waits for. The store decides whether it had started. */
  withdraw(pendingJob: PendingJob, reason: unknown, started: boolean): void {
    this.#track(this.#withdraw(pendingJob, reason, started));
  }

  async close(): Promise<void> {
    while (this.#unfinished.size > 0) await Promise.all(this.#unfinished);
    const stop = await this.#listening;
    await stop?.();
    if (this.#settings.ownsStore) await this.#settings.store.close();
  }

  /** Subscribes to the store once; resolves with `undefined` when that fails. */
  #open(): Promise<(() => Promise<void>) | undefined> {
    this.#listening ??= this.#settings.store.listen(this.#pending).catch((error: unknown) => {
      this.#onListenFailed(error);
      return undefined;
    });
    return this.#listening;
  }

  async #send(pendingJobs: readonly PendingJob[]): Promise<void> {
    if ((await this.#open()) === undefined) return;
    const live = pendingJobs.filter((pendingJob) => this.#pending.index.has(pendingJob));
    if (live.length === 0) return;
    const adding = this.#settings.store.add(live.map(({ record }) => record as NewJob));
    for (const pendingJob of live) pendingJob.adding = adding;
    await adding.then(
      () => {
        for (const pendingJob of live) this.#added(pendingJob);
      },
      (cause: unknown) => {
        for (const pendingJob of live) this.#refused(pendingJob, cause);
      },
    );
  }

  /** A job with this key may have ended earlier, in which case no event follows. */
  #added(pendingJob: PendingJob): void {
    pendingJob.inStore = true;
    pendingJob.record = undefined;
    if (pendingJob.content !== undefined) this.#pending.reconciler.request(pendingJob.id);
  }

  #refused(pendingJob: PendingJob, cause: unknown): void {
    const reason = cause instanceof Error ? cause.message : String(cause);
    if (!this.#pending.index.remove(pendingJob)) return;
    pendingJob.fail(new BrokenExecutor(`the job could not be queued: ${reason}`, { cause, started: 'unknown' }));
  }

  async #withdraw(pendingJob: PendingJob, reason: unknown, started: boolean): Promise<void> {
    if (!pendingJob.inStore && pendingJob.adding === undefined) return;
    try {
      await pendingJob.adding;
      const never = await this.#settings.store.withdraw(
        pendingJob.id,
        encode(encodeThrown(reason, cloneAcross, 'the abort reason')),
      );
      if (!never && !started) this.#cancelledLate += pendingJob.calls;
    } catch (error) {
      this.#settings.onError(error);
    }
  }

  #track(step: Promise<void>): void {
    this.#unfinished.add(step);
    void step.finally(() => this.#unfinished.delete(step));
  }
}

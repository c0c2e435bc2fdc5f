import { BrokenExecutor } from '../../errors/BrokenExecutor.js';
import { encodeThrown } from '../../protocol/encodeThrown.js';
import { cloneAcross } from '../../protocol/node/processCodec.js';
import { encode } from '../codec/valueCodec.js';
import type { JobStore, NewJob } from '../JobStore.js';
import type { PendingJob } from './PendingJob.js';
import type { PendingJobs } from './PendingJobs.js';

/** What the link works with. */
export interface LinkSettings {
  readonly store: JobStore;
  readonly ownsStore: boolean;
  readonly onError: (error: unknown) => void;
}

/**
 * The way to the store and back: listens before the first job is added, so that no event of it is missed, sends in
 * messages, and sees to it that all that was said has arrived before it closes.
 */
export class StoreClient {
  readonly #settings: LinkSettings;
  readonly #pending: PendingJobs;
  readonly #unreachable: (error: unknown) => void;
  readonly #underWay = new Set<Promise<void>>();
  #listening: Promise<(() => Promise<void>) | undefined> | undefined;
  #messages = 0;
  #cancelledLate = 0;

  constructor(settings: LinkSettings, pending: PendingJobs, unreachable: (error: unknown) => void) {
    this.#settings = settings;
    this.#pending = pending;
    this.#unreachable = unreachable;
  }

  /** Messages that the store has not taken yet. */
  get messages(): number {
    return this.#messages;
  }

  get cancelledLate(): number {
    return this.#cancelledLate;
  }

  /** Looks a job up that was submitted elsewhere, once nothing is missed any more. */
  follow(id: string): void {
    this.#track(this.#open().then(() => this.#pending.sweep.ask(id)));
  }

  send(parcels: readonly PendingJob[], sent: () => void): void {
    this.#messages += 1;
    this.#track(
      this.#send(parcels).finally(() => {
        this.#messages -= 1;
        sent();
      }),
    );
  }

  /** The work of a parcel is not wanted any more. Whether it had begun is the store's to say. */
  withdraw(parcel: PendingJob, reason: unknown, begun: boolean): void {
    this.#track(this.#withdraw(parcel, reason, begun));
  }

  async close(): Promise<void> {
    while (this.#underWay.size > 0) await Promise.all(this.#underWay);
    const stop = await this.#listening;
    await stop?.();
    if (this.#settings.ownsStore) await this.#settings.store.close();
  }

  /** Listens; `undefined` when that cannot be done. */
  #open(): Promise<(() => Promise<void>) | undefined> {
    this.#listening ??= this.#settings.store.listen(this.#pending).catch((error: unknown) => {
      this.#unreachable(error);
      return undefined;
    });
    return this.#listening;
  }

  async #send(parcels: readonly PendingJob[]): Promise<void> {
    if ((await this.#open()) === undefined) return;
    const live = parcels.filter((parcel) => this.#pending.parcels.has(parcel));
    if (live.length === 0) return;
    const adding = this.#settings.store.add(live.map(({ record }) => record as NewJob));
    for (const parcel of live) parcel.adding = adding;
    await adding.then(
      () => {
        for (const parcel of live) this.#arrived(parcel);
      },
      (cause: unknown) => {
        for (const parcel of live) this.#refused(parcel, cause);
      },
    );
  }

  /** A job of a key may have been there before, and have ended: no event would tell. */
  #arrived(parcel: PendingJob): void {
    parcel.inStore = true;
    parcel.record = undefined;
    if (parcel.content !== undefined) this.#pending.sweep.ask(parcel.id);
  }

  #refused(parcel: PendingJob, cause: unknown): void {
    const reason = cause instanceof Error ? cause.message : String(cause);
    if (!this.#pending.parcels.remove(parcel)) return;
    parcel.fail(new BrokenExecutor(`the job could not be queued: ${reason}`, { cause, started: 'unknown' }));
  }

  async #withdraw(parcel: PendingJob, reason: unknown, begun: boolean): Promise<void> {
    if (!parcel.inStore && parcel.adding === undefined) return;
    try {
      await parcel.adding;
      const never = await this.#settings.store.withdraw(
        parcel.id,
        encode(encodeThrown(reason, cloneAcross, 'the abort reason')),
      );
      if (!never && !begun) this.#cancelledLate += parcel.calls;
    } catch (error) {
      this.#settings.onError(error);
    }
  }

  #track(step: Promise<void>): void {
    this.#underWay.add(step);
    void step.finally(() => this.#underWay.delete(step));
  }
}

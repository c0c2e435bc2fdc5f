import { type ObservableInput, Subscription, take } from 'rxjs';
import { InvalidStateError } from '../../errors/InvalidStateError.js';
import type { Job } from '../../executor/Job.js';
import { toObservable } from '../../future/toObservable.js';
import type { WorkerIdentity } from '../../protocol/WorkerIdentity.js';
import { onlyValueOf } from '../../worker/singleValue.js';
import { type CallOwner, HostCall } from '../eventLoop/HostCall.js';
import { notIsolated } from '../eventLoop/isolation.js';
import { findTask } from './findTask.js';
import type { TestSettings } from './testOptions.js';

/** The callbacks from a call to its pool. */
export interface VirtualCallOwner extends CallOwner {
  /** A call waits for an Observable, which may be that of another task. */
  waits(): void;
}

/**
 * One call in virtual time. The task's function is called at its start; its return value or error arrives when the duration
 * is over, and an Observable that it returned is subscribed to then.
 *
 *   start ──function is called──▶ duration ──value, error──▶ end
 *                                          ──Observable──▶ … ──▶ end
 */
export class VirtualCall extends HostCall {
  declare protected readonly owner: VirtualCallOwner;
  readonly #settings: TestSettings;
  /** Owns what the call still waits for: its duration, then its Observable. */
  readonly #rest = new Subscription();
  /** True if an abort ends the call: it has not called its function yet, or waits for its Observable only. */
  #endsOnAbort = true;

  constructor(job: Job, owner: VirtualCallOwner, worker: WorkerIdentity, settings: TestSettings) {
    super(job, owner, notIsolated, worker);
    this.#settings = settings;
  }

  override get workerId(): number {
    return this.worker.id;
  }

  run(): void {
    this.#endsOnAbort = false;
    try {
      const duration = this.#settings.duration(this.job.task, this.args);
      const deliver = this.#call();
      if (duration < Number.POSITIVE_INFINITY) this.#rest.add(this.owner.host.clock.schedule(deliver, duration));
    } catch (error) {
      this.fail(error);
    }
  }

  /** Aborts the task. A task within its duration goes on: only its grace period can end it. */
  override abort(reason: unknown): void {
    super.abort(reason);
    if (this.#endsOnAbort) this.end();
  }

  override drop(): void {
    super.drop();
    this.inside(() => this.stream?.close());
    this.#rest.unsubscribe();
  }

  /** Calls the function; returns a function that handles its outcome. */
  #call(): () => void {
    const { args } = this;
    const { task, name } = this.job;
    try {
      const call = (): unknown => this.invoke(findTask(task), args);
      const result = this.inside(() => this.#settings.answer(task, args, call));
      if (!this.pends(result)) return () => this.succeed(result);
      const refused = refusal(result, name);
      return refused === undefined ? () => this.#follow(result) : () => this.fail(refused);
    } catch (error) {
      return () => this.fail(error);
    }
  }

  #follow(result: unknown): void {
    if (this.abortRequested()) return void this.end();
    this.#endsOnAbort = true;
    if (this.stream !== undefined) return this.followStream(this.stream, result);
    this.inside(() => this.#awaitValue(result as ObservableInput<unknown>));
    if (this.holdsJob) this.owner.waits();
  }

  #awaitValue(result: ObservableInput<unknown>): void {
    const open = (close: () => void): void => this.#rest.add(close);
    onlyValueOf(
      toObservable(result).pipe(take(2)),
      open,
      (value) => this.succeed(value),
      (error) => this.fail(error),
    );
  }
}

/** Returns why a result cannot be awaited in virtual time; `undefined` if it can. */
function refusal(result: unknown, name: string): Error | undefined {
  const { then, [Symbol.asyncIterator]: iterate } = Object(result) as {
    then?: unknown;
    [Symbol.asyncIterator]?: unknown;
  };
  if (typeof then !== 'function' && typeof iterate !== 'function') return undefined;
  if (typeof then === 'function') (result as PromiseLike<unknown>).then(undefined, () => {});
  const what = typeof then === 'function' ? 'a promise' : 'an async iterable';
  return new InvalidStateError(
    `the task "${name}" returned ${what}, which does not settle in virtual time: return a value or an Observable, or ` +
      'replace the result by the option `answer`',
  );
}

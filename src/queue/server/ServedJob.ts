import { CancelledError } from '../../errors/CancelledError.js';
import { ExecutorShutdownError } from '../../errors/ExecutorShutdownError.js';
import type { Executor } from '../../executor/Executor.js';
import type { AnyTask } from '../../executor/Task.js';
import type { Future } from '../../future/Future.js';
import { decodeThrown } from '../../protocol/decodeThrown.js';
import type { Thrown } from '../../protocol/Thrown.js';
import type { Row } from '../codec/payloadCodec.js';
import { ProgressReports } from '../codec/progressReports.js';
import type { CallOutcome } from '../codec/resultCodec.js';
import { decode } from '../codec/valueCodec.js';
import type { StartedJob } from '../JobStore.js';

/** Runs the calls of one job on the server's executor. */
export class ServedJob {
  /** Set by {@link IndexedSet}. */
  index = 0;
  readonly #job: StartedJob;
  /** Indexed by call; a call that could not be submitted has none. */
  readonly #futures: (Future<unknown> | undefined)[] = [];
  readonly #outcomes: CallOutcome[] = [];
  #left: number;
  #finish!: () => void;

  constructor(job: StartedJob, calls: number) {
    this.#job = job;
    this.#left = calls;
  }

  /** Runs the calls; resolves with their outcomes when all have ended and all progress has been sent. */
  async run(
    task: AnyTask,
    rows: readonly Row[],
    executor: Executor,
    progress: boolean,
  ): Promise<readonly CallOutcome[]> {
    const ended = new Promise<void>((resolve) => (this.#finish = resolve));
    const stop = (): void => this.#stop(reasonOf(this.#job.signal.reason));
    for (const [i, row] of rows.entries()) this.#call(i, task, row, executor);
    if (this.#job.signal.aborted) stop();
    else this.#job.signal.addEventListener('abort', stop, { once: true });
    const reports = progress ? this.#followProgress() : undefined;
    await ended;
    this.#job.signal.removeEventListener('abort', stop);
    await reports?.end();
    return this.#outcomes;
  }

  /** Aborts the running calls because the server stops. */
  abandon(): void {
    this.#stop(new ExecutorShutdownError('the server of the job is stopping'));
  }

  #call(i: number, task: AnyTask, row: Row, executor: Executor): void {
    try {
      const future = executor.submit(task as (...args: unknown[]) => unknown, ...row);
      this.#futures[i] = future;
      future.subscribe({
        next: (value) => this.#ended(i, { failed: false, value }),
        error: (value: unknown) => this.#ended(i, { failed: true, value }),
      });
    } catch (value) {
      this.#ended(i, { failed: true, value });
    }
  }

  #ended(i: number, outcome: CallOutcome): void {
    this.#outcomes[i] = outcome;
    this.#left -= 1;
    if (this.#left === 0) this.#finish();
  }

  #stop(reason: unknown): void {
    for (const future of this.#futures) future?.abort(reason);
  }

  /** Reports progress. For a chunk only on request: a `map` has no progress, but the events of its executor show it. */
  #followProgress(): ProgressReports {
    const reports = new ProgressReports(this.#job.start, (report) => this.#job.progress(report));
    for (const [call, future] of this.#futures.entries()) {
      future?.progress.subscribe((value) => reports.add(call, value));
    }
    return reports;
  }
}

/** Returns true if the calls were stopped because the server stops, and not on request. */
export function wereAbandoned(outcomes: readonly CallOutcome[]): boolean {
  return outcomes.some(({ failed, value }) => {
    if (!failed) return false;
    return value instanceof ExecutorShutdownError || (value instanceof CancelledError && isShutdown(value.cause));
  });
}

function isShutdown(cause: unknown): boolean {
  return cause instanceof ExecutorShutdownError;
}

function reasonOf(encoded: unknown): unknown {
  try {
    return decodeThrown(decode(encoded) as Thrown);
  } catch {
    return undefined;
  }
}

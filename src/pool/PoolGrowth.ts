import { WorkerMisuse } from '../protocol/Transport.js';
import { type BrokenClass, cannotStart, type MakeBroken, workerNotStarted } from './brokenErrors.js';
import { type GrowthBackoff, mostFailedStarts } from './GrowthBackoff.js';
import type { PoolSettings } from './PoolOptions.js';
import type { PoolWorker, StartFailure } from './PoolWorker.js';
import type { WorkerSupervisor } from './WorkerSupervisor.js';

/**
 * Starts as many workers as the queue needs, at least `minWorkers` and at most `maxWorkers`. Failed starts delay the
 * next ones, as {@link GrowthBackoff} decides, or break the pool.
 */
export class PoolGrowth {
  readonly #settings: PoolSettings;
  readonly #Broken: BrokenClass;
  readonly #supervisor: WorkerSupervisor;
  readonly #backoff: GrowthBackoff;
  readonly #broken: (makeError: MakeBroken) => void;

  /** Calls `broken` when the pool cannot start workers and has none left. */
  constructor(
    settings: PoolSettings,
    Broken: BrokenClass,
    supervisor: WorkerSupervisor,
    backoff: GrowthBackoff,
    broken: (makeError: MakeBroken) => void,
  ) {
    this.#settings = settings;
    this.#Broken = Broken;
    this.#supervisor = supervisor;
    this.#backoff = backoff;
    this.#broken = broken;
  }

  /** Returns how many more tasks could start right now, on the present workers and on those that may be started. */
  freeSlots(): number {
    const { workers } = this.#supervisor;
    const { maxWorkers, tasksPerWorker } = this.#settings;
    return freeSlotsOf(workers) + Math.max(0, maxWorkers - workers.length) * tasksPerWorker;
  }

  /** Starts the workers that `minWorkers` demands. */
  keepMinimum(): void {
    const { workers } = this.#supervisor;
    while (this.#backoff.allowed && workers.length < this.#settings.minWorkers) this.startWorker();
  }

  /** Starts workers for so many waiting jobs, if the free slots of the present ones do not suffice. */
  growFor(waitingJobs: number): void {
    const { workers } = this.#supervisor;
    const { maxWorkers, tasksPerWorker } = this.#settings;
    if (waitingJobs === 0 || workers.length >= maxWorkers) return;
    let free = freeSlotsOf(workers);
    while (this.#backoff.allowed && waitingJobs > free && workers.length < maxWorkers) {
      this.startWorker();
      free += tasksPerWorker;
    }
  }

  /** Starts a worker, whether or not it is needed. */
  startWorker(): void {
    this.#backoff.started();
    const refused = this.#supervisor.start();
    if (refused === undefined) return;
    const { worker, error } = refused;
    this.#supervisor.emitRefused(worker, workerNotStarted(this.#Broken, worker, { error })(false));
    if (error instanceof WorkerMisuse) this.#broken(cannotStart(this.#Broken, worker.workerId, error));
    else this.startFailed(worker.workerId, { error, hopeless: true });
  }

  /**
   * Called when a start has failed, after the worker was removed. `makeError` makes the error of a worker that ended
   * without reporting one.
   */
  startFailed(workerId: number, { error, hopeless }: StartFailure, makeError?: MakeBroken): void {
    if (!this.#backoff.failed(hopeless, workerId)) return;
    if (hopeless && error === undefined && makeError !== undefined) return this.#broken(makeError);
    const tries = hopeless ? '' : ` (${mostFailedStarts} tries)`;
    this.#broken(cannotStart(this.#Broken, workerId, error ?? makeError?.(false), tries));
  }
}

function freeSlotsOf(workers: readonly PoolWorker[]): number {
  return workers.reduce((sum, worker) => sum + worker.freeSlots, 0);
}

import { mostInFlight } from '../claims/Claims.js';
import type { Job } from '../executor/Job.js';
import type { JobQueue } from '../executor/JobQueue.js';
import { isScheduledWork } from '../executor/JobQueue.js';
import { StreamJob } from '../executor/StreamJob.js';
import { hasTransferables } from '../protocol/transferables.js';
import { CostEstimate } from './CostEstimate.js';
import { FunctionRegistry } from './FunctionRegistry.js';
import { type InFlightPolicy, windowLength } from './InFlightPolicy.js';
import type { PoolWorker } from './PoolWorker.js';

/** The least cost assumed for a call, in milliseconds: crossing the thread or process boundary is never free. */
const leastCost = 0.0005;

/**
 * Decides which worker gets which task, and how many at once.
 *
 *   queue ──┬── deal ──▶ worker 1   ▓▓▓▓▓▓░░░  about a millisecond of work in flight
 *           ├── deal ──▶ worker 2   ▓▓▓░░░░░░  (hundreds of tiny tasks, one of anything long)
 *           ▲                │
 *           └──── recall ────┘      tasks queued behind a slow one that have not started
 *
 * The window adapts: the running estimate of the tasks' cost decides how many are in flight. Tasks handed over in one
 * go share a message. Claims in shared memory show exactly which tasks have started, so a task that was handed over
 * early can still be recalled for an idle worker, or in favour of a task of higher priority.
 */
export class Dispatcher {
  readonly functions = new FunctionRegistry();
  readonly #queue: JobQueue;
  readonly #inFlightPolicy: InFlightPolicy;
  /** The cost of a call over all functions. */
  readonly #cost = new CostEstimate();
  /** A lower bound of the priorities of the recallable tasks in flight. */
  #lowestPriority = Number.POSITIVE_INFINITY;

  constructor(queue: JobQueue, inFlightPolicy: InFlightPolicy) {
    this.#queue = queue;
    this.#inFlightPolicy = inFlightPolicy;
  }

  /**
   * Hands out as many tasks as fit. Calls `runScheduledWork` when scheduled work of the host is at the head
   * of the queue. Returns true if the workers should be checked again soon: tasks wait behind others on one worker, and
   * another worker might serve them earlier.
   */
  dispatch(workers: readonly PoolWorker[], runScheduledWork: () => boolean): boolean {
    this.#recallStalled(workers);
    do this.#fill(workers);
    while (this.#scheduledWorkIsNext() && runScheduledWork());
    for (const worker of workers) if (worker.phase === 'ready') worker.send();
    return workers.length > 1 && workers.some(({ tasks }) => tasks.someWait);
  }

  /** Updates the cost estimates with the run times that a worker reported. */
  recordDurations(fn: number, calls: number, milliseconds: number): void {
    const cost = Math.max(leastCost, milliseconds / calls);
    this.functions.at(fn)?.cost.add(cost);
    this.#cost.add(cost);
  }

  /** Returns how many tasks in flight keep so many slots busy for two windows, or for two chunks. */
  desiredInFlight(slots: number, chunkSize: number): number {
    const { milliseconds } = this.#cost;
    const perSlot = milliseconds === undefined ? 1 : Math.min(mostInFlight, Math.max(1, windowLength / milliseconds));
    return Math.ceil(2 * slots * Math.max(perSlot, chunkSize));
  }

  /** Recalls tasks of a lower priority that have not started, because a job of this priority was queued. */
  recallBelow(priority: number, workers: readonly PoolWorker[]): void {
    if (priority <= this.#lowestPriority) return;
    for (const worker of workers) this.#recall(worker, (job) => job.priority < priority);
    this.#lowestPriority = lowestFrom(priority, workers);
  }

  /**
   * Deals the queue out one task at a time, to the least loaded worker first, so that tasks start nearly in the order
   * they were submitted, however many are handed over at once.
   */
  #fill(workers: readonly PoolWorker[]): void {
    const candidates = workers
      .filter((worker) => worker.accepts && this.#isWorthFilling(worker))
      .sort((a, b) => a.tasks.cost - b.tasks.cost || a.tasks.count - b.tasks.count);
    for (const worker of candidates) {
      worker.requestTimes();
      this.#fillPinned(worker);
    }
    let next = this.#nextJob();
    for (let at = 0; next !== undefined && candidates.length > 0; at %= candidates.length) {
      const worker = candidates[at] as PoolWorker;
      if (this.#hasCapacity(worker, next)) {
        next = this.#deal(worker, next);
        at += 1;
      } else {
        candidates.splice(at, 1);
      }
    }
  }

  /**
   * Returns true when the worker has a free slot or half of its window is used up. Refilling earlier would cost a
   * message for each task that ends.
   */
  #isWorthFilling({ slotsLeft, tasks: { count, cost } }: PoolWorker): boolean {
    return slotsLeft > 0 || this.#inFlightPolicy({ count, cost: cost + windowLength / 2 }, 0);
  }

  #fillPinned(worker: PoolWorker): void {
    while (worker.pinned.count > 0 && worker.freeSlots > 0) {
      const job = worker.pinned.take();
      if (job === undefined) return;
      if (this.#canBeSent(job)) this.#give(worker, job, true);
    }
  }

  /** Gives the worker the next task and the rest of its chunk. Returns the job that is next after these. */
  #deal(worker: PoolWorker, first: Job): Job | undefined {
    let next: Job | undefined = first;
    do {
      this.#queue.take();
      this.#give(worker, next);
      next = this.#nextJob();
    } while (next?.continuesChunk && !worker.tasks.full);
    return next;
  }

  /**
   * Returns the job at the head of the queue whose function can be sent; `undefined` before scheduled work of the host,
   * which {@link dispatch} runs.
   */
  #nextJob(): Job | undefined {
    for (;;) {
      const job = this.#queue.peek();
      if (job === undefined || isScheduledWork(job)) return undefined;
      if (this.#canBeSent(job)) return job;
    }
  }

  /**
   * A free slot takes any job; beyond the free slots the window takes jobs that are known to be short and can be
   * recalled. A stream never counts as short, because its consumer sets the pace.
   */
  #hasCapacity(worker: PoolWorker, job: Job): boolean {
    if (!worker.accepts || worker.pinned.count > 0) return false;
    if (worker.slotsLeft > 0) return true;
    if (worker.tasks.unresponsive || job instanceof StreamJob) return false;
    return this.#inFlightPolicy(worker.tasks, this.functions.find(job.task).cost.milliseconds) && !isMoved(job);
  }

  #give(worker: PoolWorker, job: Job, pinned = false): void {
    const task = this.functions.find(job.task);
    const cost = job instanceof StreamJob ? windowLength : (task.cost.milliseconds ?? windowLength);
    worker.give(job, task, cost, pinned || isMoved(job));
    this.#lowestPriority = Math.min(this.#lowestPriority, job.priority);
  }

  /** Returns true if the job's function can be sent to a worker; fails the job otherwise. */
  #canBeSent(job: Job): boolean {
    try {
      this.functions.find(job.task);
      return true;
    } catch (error) {
      job.fail(error);
      return false;
    }
  }

  #scheduledWorkIsNext(): boolean {
    const next = this.#queue.peek();
    return next !== undefined && isScheduledWork(next);
  }

  /**
   * Recalls the tasks that wait behind an unresponsive worker, if another worker accepts tasks: they are older than the
   * queued ones. Tasks that wait behind an aborted task, or on a worker over its memory limit, are recalled in any
   * case, since their worker is going to be replaced or may be killed.
   */
  #recallStalled(workers: readonly PoolWorker[]): void {
    for (const worker of workers) {
      const { tasks, endangersTasks } = worker;
      if (endangersTasks || (tasks.unresponsive && tasks.someWait && othersAccept(workers))) this.#recall(worker);
    }
  }

  #recall(worker: PoolWorker, wanted?: (job: Job) => boolean): void {
    if (worker.phase !== 'ready') return;
    for (const job of worker.tasks.recall(wanted)) this.#queue.putBack(job);
  }
}

/** Returns the lowest priority in flight that is at least `least`: jobs below it were recalled, or cannot be. */
function lowestFrom(least: number, workers: readonly PoolWorker[]): number {
  let lowest = Number.POSITIVE_INFINITY;
  for (const { tasks } of workers) {
    for (const { job } of tasks.inOrder()) {
      if (job.state === 'PENDING' && job.priority >= least) lowest = Math.min(lowest, job.priority);
    }
  }
  return lowest;
}

/** Returns true if a worker that reports accepts tasks. */
function othersAccept(workers: readonly PoolWorker[]): boolean {
  return workers.some(({ accepts, tasks }) => accepts && !tasks.unresponsive);
}

/** Returns true if some of the job's arguments are moved to the worker, so that the host no longer has them. */
function isMoved(job: Job): boolean {
  return job.hasObjects && hasTransferables(job.args);
}

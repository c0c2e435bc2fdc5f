import type { Job } from '../executor/Job.js';
import type { JobQueue } from '../executor/JobQueue.js';
import { isScheduledWork } from '../executor/JobQueue.js';
import { StreamJob } from '../executor/StreamJob.js';
import { hasTransferables } from '../protocol/transfer.js';
import { FunctionRegistry } from './FunctionRegistry.js';
import { type InFlightPolicy, windowLength } from './InFlightPolicy.js';
import type { PoolWorker } from './PoolWorker.js';

/** A call is taken to cost at least this much: crossing the boundary is never free. */
const leastCost = 0.0005;

/**
 * Decides which worker gets which task, and how many at once.
 *
 *   queue ──┬── deal ──▶ worker 1   ▓▓▓▓▓▓░░░  about a millisecond of work in flight
 *           ├── deal ──▶ worker 2   ▓▓▓░░░░░░  (hundreds of tiny tasks, one of anything long)
 *           ▲                │
 *           └──── recall ────┘      what waits behind a slow task and has not begun
 *
 * The window adapts: it is as deep as the running estimate of the tasks' cost allows. Tasks handed over in one go share
 * a message. Because a claim in shared memory tells exactly what has begun, handing over early binds nobody: it can be
 * recalled for an idle worker, or for a task of higher priority.
 */
export class Dispatcher {
  readonly tasks = new FunctionRegistry();
  readonly #queue: JobQueue;
  readonly #window: InFlightPolicy;
  /** The running estimate of a call of any kind. */
  #meanCost: number | undefined;
  /** Nothing in flight that could be recalled has a lower priority than this. */
  #lowestHanded = Number.POSITIVE_INFINITY;

  constructor(queue: JobQueue, window: InFlightPolicy) {
    this.#queue = queue;
    this.#window = window;
  }

  /**
   * Hands out what fits; `runTurn` is tried when work of this side has its turn. Answers whether it is worth another look
   * soon: tasks wait behind others on one worker that another might serve earlier.
   */
  dispatch(workers: readonly PoolWorker[], runTurn: () => boolean): boolean {
    this.#recallStalled(workers);
    do this.#fill(workers);
    while (this.#turnIsNext() && runTurn());
    for (const worker of workers) if (worker.phase === 'ready') worker.send();
    return workers.length > 1 && workers.some(waitsBehind);
  }

  /** A worker told what its calls took. */
  spent(fn: number, calls: number, milliseconds: number): void {
    const cost = Math.max(leastCost, milliseconds / calls);
    const task = this.tasks.at(fn);
    if (task !== undefined) task.estimate = blend(task.estimate, cost);
    this.#meanCost = blend(this.#meanCost, cost);
  }

  /** How many tasks in all would keep so many slots busy for two windows. */
  appetite(slots: number): number {
    const perSlot = this.#meanCost === undefined ? 1 : Math.min(2048, Math.max(1, windowLength / this.#meanCost));
    return Math.ceil(2 * slots * perSlot);
  }

  /** A job of this priority was queued: nothing of a lower one that has not begun may go before it. */
  outranked(priority: number, workers: readonly PoolWorker[]): void {
    if (priority <= this.#lowestHanded) return;
    for (const worker of workers) this.#recall(worker, (job) => job.priority < priority);
    this.#lowestHanded = lowestFrom(priority, workers);
  }

  /**
   * Deals the queue out like cards, the least loaded worker first: so that tasks begin nearly in the order they came,
   * however many are handed over at once.
   */
  #fill(workers: readonly PoolWorker[]): void {
    const open = workers
      .filter((worker) => worker.accepts && this.#isWorthFilling(worker))
      .sort((a, b) => a.slots.cost - b.slots.cost || a.slots.count - b.slots.count);
    for (const worker of open) this.#fillPinned(worker);
    let next = this.#nextJob();
    for (let at = 0; next !== undefined && open.length > 0; at %= open.length) {
      const worker = open[at] as PoolWorker;
      if (this.#hasRoom(worker, next)) {
        next = this.#deal(worker, next);
        at += 1;
      } else {
        open.splice(at, 1);
      }
    }
  }

  /** A window is filled when half of it is used up: for each task that ends there would be a message otherwise. */
  #isWorthFilling({ freeSlots, slots: { count, cost } }: PoolWorker): boolean {
    return freeSlots > 0 || this.#window({ count, cost: cost + windowLength / 2 }, 0);
  }

  #fillPinned(worker: PoolWorker): void {
    while (worker.pinned.length > 0 && worker.freeSlots > 0) {
      const job = worker.pinned.shift() as Job;
      if (this.#canBeSent(job)) this.#give(worker, job, true);
    }
  }

  /** Gives the worker the next task, and those that are glued to it. Answers what is next then. */
  #deal(worker: PoolWorker, first: Job): Job | undefined {
    let next: Job | undefined = first;
    do {
      this.#queue.take();
      this.#give(worker, next);
      next = this.#nextJob();
    } while (next?.continuesChunk && !worker.slots.full);
    return next;
  }

  /** The job at the head of the queue, of a task that can be sent. Work of this side has its own way. */
  #nextJob(): Job | undefined {
    for (;;) {
      const job = this.#queue.peek();
      if (job === undefined || isScheduledWork(job)) return undefined;
      if (this.#canBeSent(job)) return job;
    }
  }

  /**
   * A free slot takes anything; beyond it the window takes what is known to be short and can be recalled. A stream is
   * never known to be short: its consumer may take its time.
   */
  #hasRoom(worker: PoolWorker, job: Job): boolean {
    if (!worker.accepts || worker.pinned.length > 0) return false;
    if (worker.freeSlots > 0) return true;
    if (worker.unresponsive || job instanceof StreamJob) return false;
    return this.#window(worker.slots, this.tasks.find(job.task).estimate) && !isMoved(job);
  }

  #give(worker: PoolWorker, job: Job, pinned = false): void {
    const task = this.tasks.find(job.task);
    const cost = job instanceof StreamJob ? windowLength : (task.estimate ?? windowLength);
    worker.give(job, task, cost, pinned || isMoved(job));
    this.#lowestHanded = Math.min(this.#lowestHanded, job.priority);
  }

  /** Whether the job's task can be sent to a worker at all; a job whose task cannot fails here. */
  #canBeSent(job: Job): boolean {
    try {
      this.tasks.find(job.task);
      return true;
    } catch (error) {
      job.fail(error);
      return false;
    }
  }

  #turnIsNext(): boolean {
    const next = this.#queue.peek();
    return next !== undefined && isScheduledWork(next);
  }

  /**
   * Whatever waits behind a worker that has fallen silent is older than the queue: it goes first, if there is anybody
   * else to take it. What waits behind a stopped task goes in any case, since its worker may have to be killed.
   */
  #recallStalled(workers: readonly PoolWorker[]): void {
    const anybodyElse = workers.some((worker) => worker.accepts && !worker.unresponsive);
    for (const worker of workers) {
      const stalled = worker.unresponsive && anybodyElse && waitsBehind(worker);
      if (stalled || worker.lingers || worker.overMemory) this.#recall(worker);
    }
  }

  #recall(worker: PoolWorker, wanted?: (job: Job) => boolean): void {
    if (!worker.claims.exact || worker.phase !== 'ready') return;
    for (const job of worker.recall(wanted)) this.#queue.putBack(job);
  }
}

/** Returns the lowest priority in flight, but for those below `least`: they were recalled, or cannot be. */
function lowestFrom(least: number, workers: readonly PoolWorker[]): number {
  let lowest = Number.POSITIVE_INFINITY;
  for (const { slots } of workers) {
    for (const { job } of slots.inOrder()) {
      if (job.state === 'PENDING' && job.priority >= least) lowest = Math.min(lowest, job.priority);
    }
  }
  return lowest;
}

/** Whether something of its arguments leaves this side with it. */
function isMoved(job: Job): boolean {
  return job.hasObjects && hasTransferables(job.args);
}

/** Whether tasks were handed over that cannot have begun. */
function waitsBehind(worker: PoolWorker): boolean {
  return worker.claims.exact && worker.slots.count > worker.settings.tasksPerWorker;
}

/** Follows the present, but not every whim: half the old, half the new. */
function blend(estimate: number | undefined, cost: number): number {
  return estimate === undefined ? cost : (estimate + cost) / 2;
}

import { isScheduledWork } from '../executor/JobQueue.js';
import type { RunnerHost } from '../executor/Runner.js';
import { SpinWait } from '../time/SpinWait.js';
import { systemEventLoop } from '../time/systemTimers.js';
import type { Dispatcher } from './Dispatcher.js';
import type { PoolGrowth } from './PoolGrowth.js';
import type { PoolWorker } from './PoolWorker.js';
import { UnresponsiveWorkerDetector } from './UnresponsiveWorkerDetector.js';
import type { WorkerSupervisor } from './WorkerSupervisor.js';
import { YieldPolicy } from './YieldPolicy.js';

/**
 * Decides when tasks are handed out; the {@link Dispatcher} decides which worker gets which. A dispatch follows each
 * change of the queue or of the workers, soon after the code that made the change. Scheduled work of the host runs in
 * its place among the jobs.
 */
export class DispatchLoop {
  readonly #host: RunnerHost;
  readonly #supervisor: WorkerSupervisor;
  readonly #dispatcher: Dispatcher;
  readonly #growth: PoolGrowth;
  readonly #yieldPolicy: YieldPolicy;
  readonly #spinWait = new SpinWait(systemEventLoop);
  readonly #detector: UnresponsiveWorkerDetector;
  /** True while a dispatch is scheduled. */
  #scheduled = false;
  #broken = false;

  constructor(
    host: RunnerHost,
    supervisor: WorkerSupervisor,
    growth: PoolGrowth,
    dispatcher: Dispatcher,
    yieldPolicy = new YieldPolicy(),
  ) {
    this.#host = host;
    this.#yieldPolicy = yieldPolicy;
    this.#supervisor = supervisor;
    this.#dispatcher = dispatcher;
    this.#growth = growth;
    this.#detector = new UnresponsiveWorkerDetector(host.backgroundClock, supervisor.workers, () =>
      this.#workersChecked(),
    );
  }

  /** Schedules a dispatch, unless one is scheduled. */
  schedule(): void {
    if (this.#scheduled) return;
    this.#scheduled = true;
    this.#yieldPolicy.soon(() => {
      this.#scheduled = false;
      this.dispatch();
    });
  }

  /** Hands out tasks now. */
  dispatch(): void {
    if (this.#broken) return this.#runAllScheduledWork();
    if (!this.#isIdle()) this.#handOut();
    for (const worker of [...this.#supervisor.workers]) this.#supervisor.settle(worker);
    this.#host.capacityFreed();
    if (this.#tasksInFlight() === 1) this.#spinWait.stay();
  }

  /**
   * Hands out tasks for the capacity that a worker's results freed, and nothing else: the results have yet to settle
   * their jobs, and scheduled work of the host must not run before that.
   */
  refill(worker: PoolWorker): void {
    if (this.#broken) return;
    this.#spinWait.messageArrived();
    this.#yieldPolicy.messageArrived();
    if (!this.#isIdle() && !this.#yieldPolicy.mustYield)
      this.#dispatcher.dispatch(this.#supervisor.workers, noScheduledWork);
    this.#supervisor.settle(worker);
    this.schedule();
  }

  /** Hands out no tasks any more, since the pool is broken: from now on a dispatch runs the scheduled work only. */
  breakOff(): void {
    this.#broken = true;
  }

  /** Stops the checks for unresponsive workers: the last worker is gone. */
  stopChecks(): void {
    this.#detector.stop();
  }

  /** Starts the workers that the queue needs, and gives those that are ready its tasks. */
  #handOut(): void {
    this.#growth.growFor(this.#host.queue.size);
    const checkAgain = this.#dispatcher.dispatch(this.#supervisor.workers, this.#runScheduledWork);
    if (checkAgain || this.#startsAreUnseen()) this.#detector.start();
  }

  /**
   * Returns the number of tasks in flight. The loop spins only with exactly one; with more, it is busy anyway and the
   * workers need the processors.
   */
  #tasksInFlight(): number {
    return this.#supervisor.workers.reduce((sum, worker) => sum + worker.tasks.count, 0);
  }

  /** Returns true if there is nothing to hand out, and nothing to recall. */
  #isIdle(): boolean {
    return this.#host.queue.empty && this.#supervisor.workers.every(({ unused }) => unused);
  }

  /** Returns true if an event listener is attached and a `started` event may be due that was not emitted. */
  #startsAreUnseen(): boolean {
    return this.#host.bus.hasListeners && this.#supervisor.workers.some(({ tasks }) => tasks.mayHaveStarted);
  }

  /** Called after each check for unresponsive workers. */
  #workersChecked(): void {
    if (this.#host.bus.hasListeners) {
      for (const { tasks } of this.#supervisor.workers) if (tasks.unresponsive) tasks.syncStarts();
    }
    this.dispatch();
  }

  /** Runs the scheduled work that was due when the pool broke: it needs no worker. */
  #runAllScheduledWork(): void {
    for (let next = this.#host.queue.take(); next !== undefined; next = this.#host.queue.take()) {
      if (isScheduledWork(next)) next.callback();
    }
  }

  /**
   * Runs the scheduled work at the head of the queue if a slot is free: it counts against the slots, but runs on the
   * host. Returns true if it ran.
   */
  readonly #runScheduledWork = (): boolean => {
    const next = this.#host.queue.peek();
    if (next === undefined || !isScheduledWork(next) || this.#growth.freeSlots() <= 0) return false;
    this.#host.queue.take();
    next.callback();
    return true;
  };
}

function noScheduledWork(): boolean {
  return false;
}

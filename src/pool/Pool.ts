import type { Job } from '../executor/Job.js';
import { isScheduledWork } from '../executor/JobQueue.js';
import type { Runner, RunnerHost, WorkerCounts } from '../executor/Runner.js';
import { keepItem } from '../protocol/streamItem.js';
import { type Clone, type StartTransport, WorkerMisuse } from '../protocol/Transport.js';
import { SpinWait } from '../time/SpinWait.js';
import { systemEventLoop } from '../time/systemTimers.js';
import {
  type BrokenClass,
  brokenFor,
  cannotStart,
  type MakeBroken,
  poolBroken,
  workerAbandoned,
  workerLost,
  workerNotStarted,
  workerReplaced,
} from './brokenErrors.js';
import { Dispatcher } from './Dispatcher.js';
import { GrowthBackoff, mostFailedStarts } from './GrowthBackoff.js';
import { adaptivePolicy, type InFlightPolicy } from './InFlightPolicy.js';
import type { PoolSettings } from './PoolOptions.js';
import type { PoolWorker, PoolWorkerEnd, StartFailure } from './PoolWorker.js';
import { refuseWhileLoading } from './refuseWhileLoading.js';
import { UnresponsiveWorkerDetector } from './UnresponsiveWorkerDetector.js';
import { WorkerSupervisor } from './WorkerSupervisor.js';
import { YieldPolicy } from './YieldPolicy.js';

/**
 * A runner over workers of any transport. The {@link Dispatcher} decides which worker gets which job, the
 * {@link WorkerSupervisor} starts and ends workers; the pool handles failed starts and the ends of workers.
 */
export class Pool implements Runner {
  readonly streams = true;
  readonly #settings: PoolSettings;
  readonly #Broken: BrokenClass;
  readonly #start: StartTransport;
  readonly #clone: Clone;
  readonly #window: InFlightPolicy;
  #host!: RunnerHost;
  #life!: WorkerSupervisor;
  #growth!: GrowthBackoff;
  #dispatcher!: Dispatcher;
  #stallWatch!: UnresponsiveWorkerDetector;
  readonly #turn = new YieldPolicy();
  readonly #stayAwake = new SpinWait(systemEventLoop);
  /** True while a dispatch is scheduled. */
  #waking = false;
  #broken = false;
  #allGone: (() => void) | undefined;
  #closing = false;
  #ended = false;
  /** A worker whose end breaks the pool: its jobs fail together with all others. */
  readonly #lost: PoolWorker[] = [];

  constructor(
    settings: PoolSettings,
    Broken: BrokenClass,
    start: StartTransport,
    window = adaptivePolicy,
    clone: Clone = (value) => structuredClone(value),
  ) {
    refuseWhileLoading();
    this.#settings = settings;
    this.#clone = clone;
    this.#Broken = Broken;
    this.#start = start;
    this.#window = window;
  }

  attach(host: RunnerHost): void {
    this.#host = host;
    this.#dispatcher = new Dispatcher(host.queue, this.#window);
    this.#life = new WorkerSupervisor(this.#settings, host, this.#start, {
      ready: ({ workerId }) => {
        this.#growth.ready(workerId);
        this.#grow();
      },
      failed: (worker, stage, error) => this.#failed(worker, stage, error),
      capacityFreed: (worker) => this.#refill(worker),
      refused: () => this.notify(),
      gone: (worker, end) => this.#gone(worker, end),
      durations: (fn, calls, milliseconds) => this.#dispatcher.spent(fn, calls, milliseconds),
    });
    this.#growth = new GrowthBackoff(host.backgroundClock, this.#life.workers, () => this.#grow());
    this.#stallWatch = new UnresponsiveWorkerDetector(host.backgroundClock, this.#life.workers, () =>
      this.#silenceFound(),
    );
    this.#keepMinimum();
  }

  notify(): void {
    if (this.#waking) return;
    this.#waking = true;
    this.#turn.soon(() => {
      this.#waking = false;
      this.#dispatch();
    });
  }

  queued({ priority }: Job): void {
    this.#dispatcher.outranked(priority, this.#life.workers);
  }

  freeSlots(): number {
    const { maxWorkers, tasksPerWorker } = this.#settings;
    const unstarted = Math.max(0, maxWorkers - this.#life.workers.length) * tasksPerWorker;
    return this.#life.workers.reduce((sum, worker) => sum + worker.freeSlots, unstarted);
  }

  desiredInFlight(): number {
    return this.#dispatcher.appetite(this.#settings.maxWorkers * this.#settings.tasksPerWorker);
  }

  syncStarted(): void {
    for (const worker of this.#life.workers) for (const job of worker.tasks.startedJobs()) job.start();
  }

  keepItem(value: unknown): unknown {
    return keepItem(value, this.#clone);
  }

  inFlight(): Job[] {
    return [...this.#life.workers, ...this.#lost].flatMap((worker) => [
      ...worker.tasks.outstanding().map(({ job }) => job),
      ...worker.pinned,
    ]);
  }

  broadcast(make: () => Job): Job[] {
    const staying = (worker: PoolWorker): boolean => !worker.retiring && !worker.connection.ending;
    if (!this.#life.workers.some(staying)) this.#startWorker();
    const workers = this.#life.workers.filter(staying);
    const jobs = workers.length > 0 ? workers.map((worker) => this.#pin(worker, make())) : this.#queueForAny(make);
    this.notify();
    return jobs;
  }

  workerCounts(): WorkerCounts {
    const { workers } = this.#life;
    return { workers: workers.length, idleWorkers: workers.filter((worker) => worker.idle).length };
  }

  close(gone: () => void): void {
    this.#closing = true;
    this.#growth.stop();
    this.#allGone = gone;
    for (const worker of [...this.#life.workers]) this.#life.settle(worker, true);
    this.#checkAllGone();
  }

  kill(): void {
    this.#growth.stop();
    for (const worker of [...this.#life.workers]) worker.connection.kill();
  }

  /**
   * Ends all workers by a signal as if by accident, and starts none any more. Call it only on a pool that takes no more
   * work.
   */
  signal(signal: 'SIGTERM' | 'SIGKILL'): void {
    this.#ended = true;
    this.#growth.stop();
    for (const worker of [...this.#life.workers]) worker.connection.signal(signal);
  }

  #pin(worker: PoolWorker, job: Job): Job {
    if (job.state !== 'PENDING') return job;
    worker.pin(job);
    return job;
  }

  /** Queues the job for the first worker that becomes ready, since none could be started at once. */
  #queueForAny(make: () => Job): Job[] {
    if (this.#broken) return [];
    const job = make();
    if (job.state === 'PENDING') this.#host.queue.push(job);
    return [job];
  }

  #grow(): void {
    this.#keepMinimum();
    this.#dispatch();
  }

  #dispatch(): void {
    if (this.#broken) return this.#runTurns();
    this.#startWhatIsNeeded();
    const again = this.#dispatcher.dispatch(this.#life.workers, () => this.#runTurn());
    if (again || this.#somethingUnseen()) this.#stallWatch.start();
    for (const worker of [...this.#life.workers]) this.#life.settle(worker, this.#closing);
    this.#host.capacityFreed();
    if (this.#inFlight() === 1) this.#stayAwake.stay();
  }

  /**
   * The number of tasks in flight. The pool spins only with exactly one; with more, the loop is busy anyway and the
   * workers need the processors.
   */
  #inFlight(): number {
    return this.#life.workers.reduce((sum, worker) => sum + worker.tasks.count, 0);
  }

  /**
   * Hands out tasks for the capacity that a worker's results freed, and nothing else: the results have yet to settle
   * their Futures, and scheduled work of the host must not run before that.
   */
  #refill(worker: PoolWorker): void {
    if (this.#broken) return;
    this.#stayAwake.heard();
    if (!this.#turn.passed) this.#dispatcher.dispatch(this.#life.workers, () => false);
    this.#life.settle(worker, this.#closing);
    this.notify();
  }

  /** True if an event listener is attached and a task may have started whose `started` event was not emitted yet. */
  #somethingUnseen(): boolean {
    return this.#host.bus.hasListeners && this.#life.workers.some(({ tasks }) => tasks.mayHaveStarted);
  }

  /** Called after each check for unresponsive workers. */
  #silenceFound(): void {
    if (this.#host.bus.hasListeners)
      for (const { tasks } of this.#life.workers) if (tasks.unresponsive) tasks.syncStarts();
    this.#dispatch();
  }

  /** Runs the scheduled work that was due when the pool broke: it needs no worker. */
  #runTurns(): void {
    for (let next = this.#host.queue.take(); next !== undefined; next = this.#host.queue.take()) {
      if (isScheduledWork(next)) next.turn();
    }
  }

  /**
   * Runs the scheduled work at the head of the queue if a slot is free: it counts against the slots, but runs on the
   * host. Returns true if it ran.
   */
  #runTurn(): boolean {
    const next = this.#host.queue.peek();
    if (next === undefined || !isScheduledWork(next) || this.freeSlots() <= 0) return false;
    this.#host.queue.take();
    next.turn();
    return true;
  }

  #startWhatIsNeeded(): void {
    const { workers } = this.#life;
    let free = workers.reduce((sum, worker) => sum + worker.freeSlots, 0);
    while (this.#mayStart && this.#host.queue.size > free && workers.length < this.#settings.maxWorkers) {
      this.#startWorker();
      free += this.#settings.tasksPerWorker;
    }
  }

  #keepMinimum(): void {
    while (this.#mayStart && !this.#closing && !this.#ended && this.#life.workers.length < this.#settings.minWorkers)
      this.#startWorker();
  }

  get #mayStart(): boolean {
    return !this.#broken && this.#growth.allowed;
  }

  #startWorker(): void {
    this.#growth.started();
    const refused = this.#life.start();
    if (refused === undefined) return;
    const { worker, error } = refused;
    this.#life.refused(refused, workerNotStarted(this.#Broken, worker, { error })(false));
    if (error instanceof WorkerMisuse) this.#break(cannotStart(this.#Broken, worker.workerId, error));
    else this.#startFailed(worker.workerId, { error, hopeless: true });
  }

  #failed(worker: PoolWorker, stage: 'load' | 'initializer', error: unknown): void {
    if (worker.phase !== 'starting') return;
    if (stage === 'load') return worker.failStart(error, false);
    worker.connection.kill();
    this.#break(poolBroken(this.#Broken, 'the initializer failed', worker.workerId, error));
  }

  /**
   * Counts a failed start and breaks the pool if it has to. `lost` makes the error of a worker that ended without
   * reporting one.
   */
  #startFailed(workerId: number, { error, hopeless }: StartFailure, lost?: MakeBroken): void {
    if (!this.#growth.failed(hopeless, workerId)) return;
    if (hopeless && error === undefined && lost !== undefined) return this.#break(lost);
    this.#break(
      cannotStart(this.#Broken, workerId, error ?? lost?.(false), hopeless ? '' : ` (${mostFailedStarts} tries)`),
    );
  }

  #gone(worker: PoolWorker, end: PoolWorkerEnd): void {
    const failure = this.#startFailureOf(end);
    const wanted = failure === undefined && (end.phase === 'closing' || end.phase === 'killed');
    const broken = this.#endOf(worker, end, wanted);
    this.#life.remove(worker, this.#reportOf(worker, end, wanted, broken));
    if (failure !== undefined) this.#startFailed(worker.workerId, failure, broken);
    else if (!wanted && this.#settings.onWorkerLost === 'break') this.#break(broken, worker);
    else this.#growth.gone();
    this.#endWhatRan(worker, broken);
    this.#grow();
    this.#checkAllGone();
  }

  /** Returns why the worker never became ready; `undefined` if it did, or if the pool ended it. */
  #startFailureOf({ phase, end, startFailure }: PoolWorkerEnd): StartFailure | undefined {
    if (startFailure !== undefined) return startFailure;
    if (phase !== 'starting' || this.#ended) return undefined;
    if (end.error !== undefined) return { error: end.error, hopeless: end.hopeless ?? false };
    // a process that dies without reporting an error breaks the pool as in Python, also before it is ready
    const hopeless = this.#settings.onWorkerLost === 'break';
    return { error: undefined, hopeless };
  }

  /** Returns a factory of the errors for the tasks that the worker has not finished. */
  #endOf(worker: PoolWorker, { phase, end, abandoned, startFailure }: PoolWorkerEnd, wanted: boolean): MakeBroken {
    if (wanted) return workerReplaced(this.#Broken, worker.workerId, worker.name);
    if (startFailure !== undefined) return workerNotStarted(this.#Broken, worker, startFailure);
    if (abandoned) return workerAbandoned(this.#Broken, worker);
    if (phase === 'starting' && end.error !== undefined) return workerNotStarted(this.#Broken, worker, end);
    return workerLost(this.#Broken, worker.workerId, worker.name, end);
  }

  /** Returns the error to emit with the worker's end; `undefined` if it ended as the pool wanted. */
  #reportOf(worker: PoolWorker, { abandoned }: PoolWorkerEnd, wanted: boolean, broken: MakeBroken): Error | undefined {
    if (!wanted) return broken(false);
    return abandoned ? workerAbandoned(this.#Broken, worker)(false) : undefined;
  }

  /** Fails the started tasks of a worker that has ended; queues the others again, in their old places. */
  #endWhatRan(worker: PoolWorker, broken: MakeBroken): void {
    const entries = worker.tasks.outstanding();
    const fresh = entries.filter(({ job, bound }) => !bound && !job.hasStarted && worker.takeBack(job));
    for (const { job } of fresh.reverse()) this.#host.queue.putBack(job);
    const started = new Map(startedJobs(worker));
    for (const { job } of entries) {
      if (job.holder !== worker) continue;
      job.release();
      job.fail(brokenFor(job, broken, started));
    }
    for (let job = worker.takePinned(); job !== undefined; job = worker.takePinned()) {
      job.release();
      job.fail(broken(false));
    }
  }

  #break(broken: MakeBroken, ...lost: readonly PoolWorker[]): void {
    if (this.#broken) return;
    this.#broken = true;
    this.#lost.push(...lost);
    const started = new Map([...this.#life.workers, ...lost].flatMap(startedJobs));
    this.#host.broken((job) => brokenFor(job, broken, started));
    this.#lost.length = 0;
    this.kill();
  }

  #checkAllGone(): void {
    if (this.#life.workers.length > 0) return;
    this.#stallWatch.stop();
    this.#allGone?.();
  }
}

function startedJobs(worker: PoolWorker): [job: Job | undefined, started: true | 'unknown'][] {
  const started = worker.tasks.startIsAmbiguous ? 'unknown' : true;
  return worker.tasks.startedJobs().map((job) => [job, started]);
}

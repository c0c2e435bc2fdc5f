import type { Job } from '../executor/Job.js';
import type { Runner, RunnerHost, WorkerCounts } from '../executor/Runner.js';
import type { StartStage } from '../protocol/messages/FailedMessage.js';
import type { Clone, StartTransport } from '../protocol/Transport.js';
import { closeDropped } from '../streams/closeDropped.js';
import type { KeepItem } from '../streams/ports.js';
import { type BrokenClass, brokenFor, type MakeBroken, poolBroken } from './brokenErrors.js';
import { Dispatcher } from './Dispatcher.js';
import { DispatchLoop } from './DispatchLoop.js';
import { explainEnd } from './explainEnd.js';
import { GrowthBackoff } from './GrowthBackoff.js';
import { adaptivePolicy, type InFlightPolicy } from './InFlightPolicy.js';
import { PoolGrowth } from './PoolGrowth.js';
import type { PoolSettings } from './PoolOptions.js';
import type { PoolWorker, PoolWorkerEnd } from './PoolWorker.js';
import { refuseWhileLoading } from './refuseWhileLoading.js';
import { WorkerSupervisor } from './WorkerSupervisor.js';

/**
 * A runner over workers of any transport. The {@link DispatchLoop} hands out jobs, {@link PoolGrowth} decides how many
 * workers there are, the {@link WorkerSupervisor} starts and ends them; the pool handles what their ends mean for the
 * jobs.
 */
export class Pool implements Runner {
  readonly #settings: PoolSettings;
  readonly #Broken: BrokenClass;
  readonly #start: StartTransport;
  readonly #inFlightPolicy: InFlightPolicy;
  readonly #clone: Clone;
  #host!: RunnerHost;
  #supervisor!: WorkerSupervisor;
  #backoff!: GrowthBackoff;
  #growth!: PoolGrowth;
  #dispatcher!: Dispatcher;
  #loop!: DispatchLoop;
  #broken = false;
  /** True once the workers were ended by a signal. */
  #ended = false;
  /** A worker whose end breaks the pool: its jobs fail together with all others. */
  #lost: PoolWorker | undefined;
  #allGone: (() => void) | undefined;

  constructor(
    settings: PoolSettings,
    Broken: BrokenClass,
    start: StartTransport,
    inFlightPolicy = adaptivePolicy,
    clone: Clone = (value) => structuredClone(value),
  ) {
    refuseWhileLoading();
    this.#settings = settings;
    this.#Broken = Broken;
    this.#start = start;
    this.#inFlightPolicy = inFlightPolicy;
    this.#clone = clone;
  }

  attach(host: RunnerHost): void {
    this.#host = host;
    this.#dispatcher = new Dispatcher(host.queue, this.#inFlightPolicy);
    this.#supervisor = new WorkerSupervisor(this.#settings, host, this.#start, {
      ready: ({ workerId }) => {
        this.#backoff.ready(workerId);
        this.#grow();
      },
      startFailed: (worker, stage, error) => this.#startFailed(worker, stage, error),
      capacityFreed: (worker) => this.#loop.refill(worker),
      refused: () => this.notify(),
      gone: (worker, end) => this.#gone(worker, end),
      durations: (fn, calls, milliseconds) => this.#dispatcher.recordDurations(fn, calls, milliseconds),
    });
    this.#backoff = new GrowthBackoff(host.backgroundClock, this.#supervisor.workers, () => this.#grow());
    this.#growth = new PoolGrowth(this.#settings, this.#Broken, this.#supervisor, this.#backoff, (makeError) =>
      this.#break(makeError),
    );
    this.#loop = new DispatchLoop(host, this.#supervisor, this.#growth, this.#dispatcher);
    this.#growth.keepMinimum();
  }

  notify(): void {
    this.#loop.schedule();
  }

  queued({ priority }: Job): void {
    this.#dispatcher.recallBelow(priority, this.#supervisor.workers);
  }

  get streamSlots(): number {
    return this.#settings.maxWorkers * this.#settings.tasksPerWorker;
  }

  freeSlots(): number {
    return this.#growth.freeSlots();
  }

  desiredInFlight(chunkSize: number): number {
    return this.#dispatcher.desiredInFlight(this.streamSlots, chunkSize);
  }

  syncStarted(): void {
    for (const { tasks } of this.#supervisor.workers) for (const job of tasks.startedJobs()) job.start();
  }

  keepItem(value: unknown, keep: KeepItem): unknown {
    return keep(value, this.#clone);
  }

  closeDropped(items: ArrayLike<unknown>): void {
    closeDropped(items);
  }

  inFlight(): Job[] {
    const { workers } = this.#supervisor;
    const holders = this.#lost === undefined ? workers : [...workers, this.#lost];
    return holders.flatMap(({ tasks, pinned }) => [...tasks.outstanding().map(({ job }) => job), ...pinned.inOrder()]);
  }

  broadcast(make: () => Job): Job[] {
    const { workers } = this.#supervisor;
    if (!workers.some(staysInPool)) this.#growth.startWorker();
    const staying = workers.filter(staysInPool);
    const jobs = staying.length > 0 ? staying.map((worker) => pin(worker, make())) : this.#queueForAny(make);
    this.notify();
    return jobs;
  }

  workerCounts(): WorkerCounts {
    const { workers } = this.#supervisor;
    return { workers: workers.length, idleWorkers: workers.filter((worker) => worker.idle).length };
  }

  close(gone: () => void): void {
    this.#allGone = gone;
    this.#backoff.stop();
    this.#supervisor.close();
    this.#checkAllGone();
  }

  kill(): void {
    this.#backoff.stop();
    for (const { connection } of [...this.#supervisor.workers]) connection.kill();
  }

  /**
   * Ends all workers by a signal as if by accident, and starts none any more. Call it only on a pool that takes no more
   * work.
   */
  signal(signal: 'SIGTERM' | 'SIGKILL'): void {
    this.#ended = true;
    this.#backoff.stop();
    for (const { connection } of [...this.#supervisor.workers]) connection.signal(signal);
  }

  /** Queues the job for the first worker that becomes ready, since none could be started at once. */
  #queueForAny(make: () => Job): Job[] {
    if (this.#broken) return [];
    const job = make();
    if (job.state === 'PENDING') this.#host.queue.push(job);
    return [job];
  }

  #grow(): void {
    this.#growth.keepMinimum();
    this.#loop.dispatch();
  }

  #startFailed(worker: PoolWorker, stage: StartStage, error: unknown): void {
    if (worker.phase !== 'starting') return;
    if (stage === 'load') return worker.failStart(error, false);
    worker.connection.kill();
    const what = stage === 'initializer' ? 'the initializer failed' : 'the finalizer could not be loaded';
    this.#break(poolBroken(this.#Broken, what, worker.workerId, error));
  }

  #gone(worker: PoolWorker, end: PoolWorkerEnd): void {
    const { onWorkerLost } = this.#settings;
    const context = { Broken: this.#Broken, onWorkerLost, poolEnded: this.#ended };
    const { failedStart, requested, makeError, reported } = explainEnd(worker, end, context);
    this.#supervisor.remove(worker, reported);
    if (failedStart !== undefined) this.#growth.startFailed(worker.workerId, failedStart, makeError);
    else if (!requested && onWorkerLost === 'break') this.#break(makeError, worker);
    else this.#backoff.gone();
    this.#endJobsOf(worker, makeError);
    this.#grow();
    this.#checkAllGone();
  }

  /** Fails the started tasks of a worker that has ended; queues the others again, in their old places. */
  #endJobsOf(worker: PoolWorker, makeError: MakeBroken): void {
    const entries = worker.tasks.outstanding();
    const recalled = entries.filter(({ job, bound }) => !bound && !job.hasStarted && worker.tasks.takeBack(job));
    for (const { job } of recalled.reverse()) this.#host.queue.putBack(job);
    const started = new Map(startedJobs(worker));
    for (const { job } of entries) {
      if (job.holder !== worker.tasks) continue;
      job.release();
      job.fail(brokenFor(job, makeError, started));
    }
    for (let job = worker.pinned.take(); job !== undefined; job = worker.pinned.take()) job.fail(makeError(false));
  }

  /** Breaks the pool: all jobs fail, those of the lost worker included, and all workers are terminated. */
  #break(makeError: MakeBroken, lost?: PoolWorker): void {
    if (this.#broken) return;
    this.#broken = true;
    this.#lost = lost;
    this.#loop.breakOff();
    this.#backoff.stop();
    const started = new Map([...this.#supervisor.workers, ...(lost === undefined ? [] : [lost])].flatMap(startedJobs));
    this.#host.broken((job) => brokenFor(job, makeError, started));
    this.#lost = undefined;
    this.kill();
  }

  #checkAllGone(): void {
    if (this.#supervisor.workers.length > 0) return;
    this.#loop.stopChecks();
    this.#allGone?.();
  }
}

/** Returns true if the worker is going to take more tasks. */
function staysInPool({ retiring, connection }: PoolWorker): boolean {
  return !retiring && !connection.ending;
}

function pin(worker: PoolWorker, job: Job): Job {
  if (job.state === 'PENDING') worker.pinned.add(job);
  return job;
}

function startedJobs({ tasks }: PoolWorker): [job: Job | undefined, started: true | 'unknown'][] {
  const started = tasks.startIsAmbiguous ? 'unknown' : true;
  return tasks.startedJobs().map((job) => [job, started]);
}

import type { Job, JobHolder } from '../executor/Job.js';
import type { RunnerHost } from '../executor/Runner.js';
import { encodeThrown } from '../protocol/encodeThrown.js';
import type { StartTransport } from '../protocol/Transport.js';
import type { ProducerPort } from '../streams/ports.js';
import type { RegisteredFunction } from './FunctionRegistry.js';
import { type AbortListener, InFlightTasks } from './InFlightTasks.js';
import type { PoolSettings } from './PoolOptions.js';
import { producerPort } from './producerPort.js';
import type { InFlightTask } from './SlotTable.js';
import { type ConnectionEnd, WorkerConnection, type WorkerPhase } from './WorkerConnection.js';
import { type MessageListener, WorkerMessageHandler } from './WorkerMessageHandler.js';

/** The reason that a worker could not be started. */
export interface StartFailure {
  readonly error: unknown;
  /** True if another try would end in the same way. */
  readonly hopeless: boolean;
}

/** The end of a worker. */
export interface PoolWorkerEnd extends ConnectionEnd {
  /** The reason that the worker could not be started, if it was terminated for that. */
  readonly startFailure: StartFailure | undefined;
}

/** The callbacks from a worker to its pool. */
export interface PoolWorkerListener {
  ready(worker: PoolWorker): void;
  /** The worker could not start: its file did not load, or its initializer failed. */
  failed(worker: PoolWorker, stage: 'load' | 'initializer', error: unknown): void;
  /** The worker may accept more tasks. */
  capacityFreed(worker: PoolWorker): void;
  /** A task could not be sent, so its slot is free again. Called while tasks are being handed out. */
  refused(): void;
  gone(worker: PoolWorker, end: PoolWorkerEnd): void;
  readonly durations: (fn: number, calls: number, milliseconds: number) => void;
}

/** Returns the name of a worker, as shown in events, thread names and errors. */
export function workerName({ threadNamePrefix }: PoolSettings, id: number): string {
  return `${threadNamePrefix}_${id}`;
}

/**
 * One worker as its pool sees it: how many tasks it accepts, and the stop of a job that it holds. The
 * {@link WorkerConnection} passes its messages to the {@link WorkerMessageHandler}, which frees the slots of its
 * {@link InFlightTasks} and settles the jobs.
 */
export class PoolWorker implements JobHolder {
  readonly workerId: number;
  readonly name: string;
  /** The time of its start, by the executor's clock. */
  readonly startedAt: number;
  readonly connection: WorkerConnection;
  readonly tasks: InFlightTasks;
  readonly #host: RunnerHost;
  readonly #settings: PoolSettings;
  readonly #listener: PoolWorkerListener;
  readonly #messageHandler: WorkerMessageHandler;
  readonly #pinned: Job[] = [];
  #tasksGiven = 0;
  #overMemory = false;
  #startFailure: StartFailure | undefined;
  /** True if the worker was asked to report start and end times. */
  #reportsTimes = false;

  /** Starts the worker. Throws what `start` throws. */
  constructor(
    id: number,
    host: RunnerHost,
    settings: PoolSettings,
    start: StartTransport,
    listener: PoolWorkerListener,
  ) {
    this.workerId = id;
    this.name = workerName(settings, id);
    this.startedAt = host.clock.now();
    this.#host = host;
    this.#settings = settings;
    this.#listener = listener;
    this.connection = new WorkerConnection(start, { id, name: this.name }, host.backgroundClock, {
      message: (message) => this.#messageHandler.handle(message),
      undecoded: (error, announced) => this.#messageHandler.undecoded(error, announced),
      sent: (entries) => this.tasks.markSent(entries),
      refused: (entry, error) => this.#refused(entry, error),
      ended: (end) => this.#ended(end),
    });
    const reports = this.#reportListener();
    this.tasks = new InFlightTasks(this, this.connection.medium, host, settings.tasksPerWorker, reports);
    this.#messageHandler = new WorkerMessageHandler(id, this.connection, this.tasks, host, settings.initArgs, reports);
  }

  get phase(): WorkerPhase {
    return this.connection.phase;
  }

  /** True if the worker takes no more tasks and is closed once its tasks in flight have ended. */
  get retiring(): boolean {
    return this.#overMemory || this.#tasksGiven >= this.#settings.maxTasksPerChild;
  }

  /** True if the worker takes tasks now. A worker that waits for an aborted task to end does not. */
  get accepts(): boolean {
    return this.phase === 'ready' && !this.retiring && !this.tasks.aborting && !this.tasks.full;
  }

  get idle(): boolean {
    return this.phase === 'ready' && this.tasks.count === 0;
  }

  /** The number of tasks that could start at once. */
  get freeSlots(): number {
    const { tasksPerWorker } = this.#settings;
    if (this.phase === 'starting') return tasksPerWorker - this.#pinned.length;
    return this.accepts ? Math.max(0, tasksPerWorker - this.tasks.count) : 0;
  }

  /**
   * True if the tasks that have not started are better served by other workers, whatever those do: the worker may be
   * killed for an aborted task, or exceeded its memory limit.
   */
  get endangersTasks(): boolean {
    return this.tasks.aborting || this.#overMemory;
  }

  /** The jobs for this worker only that were not given to it yet. */
  get pinned(): readonly Job[] {
    return this.#pinned;
  }

  /** Adds a job for this worker only. */
  pin(job: Job): void {
    job.handOver(this);
    this.#pinned.push(job);
  }

  /** Removes and returns the first pinned job. */
  takePinned(): Job | undefined {
    return this.#pinned.shift();
  }

  /** Gives the job a slot and offers its claim. The task leaves with the next {@link send}. */
  give(job: Job, task: RegisteredFunction, cost: number, bound: boolean): void {
    const entry = this.tasks.add(job, task, cost, bound);
    this.#tasksGiven += 1;
    this.connection.batcher.add(entry);
  }

  /** Sends the given tasks. */
  send(): void {
    const { batcher } = this.connection;
    const wanted = this.#host.bus.hasListeners && !this.connection.medium.sharesMemory;
    if (wanted !== this.#reportsTimes) {
      this.#reportsTimes = wanted;
      batcher.post({ kind: 'reportTimes', enabled: wanted });
    }
    batcher.send();
  }

  taskStartedAt(job: Job): number | undefined {
    return this.tasks.startedAt(job);
  }

  syncStarted(job: Job): void {
    this.tasks.syncStart(job);
  }

  takeBack(job: Job): boolean {
    return job.slot < 0 ? this.#unpin(job) : this.tasks.takeBack(job);
  }

  stop(job: Job, reason: unknown): void {
    if (this.phase === 'gone') return this.tasks.noteStopped(job);
    if (job.slot < 0) return void this.#unpin(job);
    const { slot } = job;
    if (!this.tasks.abort(job, job.options.abortGrace ?? this.#settings.abortGrace)) return;
    const { batcher, clone } = this.connection;
    batcher.post({ kind: 'abort', slot, reason: encodeThrown(reason, clone, 'the abort reason') });
    this.#listener.capacityFreed(this);
  }

  producerPort({ slot }: Job): ProducerPort {
    const { batcher, clone } = this.connection;
    return producerPort((message, transfer) => batcher.post(message, transfer), clone, slot);
  }

  /** Terminates the worker because it could not be started. */
  failStart(error: unknown, hopeless: boolean): void {
    if (this.phase !== 'starting') return;
    this.#startFailure = { error, hopeless };
    this.connection.kill();
  }

  #reportListener(): MessageListener & AbortListener {
    const listener = this.#listener;
    return {
      ready: () => listener.ready(this),
      failed: (stage, error) => listener.failed(this, stage, error),
      capacityFreed: () => listener.capacityFreed(this),
      durations: listener.durations,
      overMemory: () => {
        this.#overMemory = true;
      },
      abortOverdue: () => this.connection.kill(),
    };
  }

  #unpin(job: Job): boolean {
    const at = this.#pinned.indexOf(job);
    if (at >= 0) this.#pinned.splice(at, 1);
    job.release();
    return true;
  }

  #refused(entry: InFlightTask, error: unknown): void {
    this.#listener.refused();
    this.tasks.refuse(entry, error);
  }

  #ended(end: ConnectionEnd): void {
    this.tasks.end();
    this.#listener.gone(this, { ...end, startFailure: this.#startFailure });
  }
}

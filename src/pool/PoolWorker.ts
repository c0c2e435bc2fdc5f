import type { Job } from '../executor/Job.js';
import type { RunnerHost } from '../executor/Runner.js';
import type { StartStage } from '../protocol/messages/FailedMessage.js';
import type { StartTransport } from '../protocol/Transport.js';
import type { RegisteredFunction } from './FunctionRegistry.js';
import { InFlightTasks } from './InFlightTasks.js';
import { PinnedJobs } from './PinnedJobs.js';
import type { PoolSettings } from './PoolOptions.js';
import type { InFlightTask } from './SlotTable.js';
import { type ConnectionEnd, WorkerConnection, type WorkerPhase } from './WorkerConnection.js';
import { WorkerMessageHandler } from './WorkerMessageHandler.js';

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
  /** The worker could not start. */
  startFailed(worker: PoolWorker, stage: StartStage, error: unknown): void;
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
 * One worker as its pool sees it: whether it accepts tasks, and how many. The {@link WorkerConnection} passes its
 * messages to the {@link WorkerMessageHandler}, which frees the slots of its {@link InFlightTasks} and settles the jobs.
 */
export class PoolWorker {
  readonly workerId: number;
  readonly name: string;
  /** The time of its start, by the executor's clock. */
  readonly startedAt: number;
  readonly connection: WorkerConnection;
  readonly tasks: InFlightTasks;
  readonly pinned: PinnedJobs;
  readonly #host: RunnerHost;
  readonly #settings: PoolSettings;
  readonly #listener: PoolWorkerListener;
  readonly #messageHandler: WorkerMessageHandler;
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
    const capacityFreed = (): void => listener.capacityFreed(this);
    this.tasks = new InFlightTasks(id, this.connection, host, settings, capacityFreed);
    this.pinned = new PinnedJobs(id);
    this.#messageHandler = new WorkerMessageHandler(id, this.connection, this.tasks, host, settings.initArgs, {
      ready: () => listener.ready(this),
      startFailed: (stage, error) => listener.startFailed(this, stage, error),
      capacityFreed,
      durations: listener.durations,
      overMemory: () => {
        this.#overMemory = true;
      },
    });
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

  /** True if the worker has no task, and none is waiting for it. */
  get unused(): boolean {
    return this.tasks.count === 0 && this.pinned.count === 0;
  }

  /** The number of tasks that could start at once, once the worker is ready. */
  get freeSlots(): number {
    if (this.phase === 'starting') return this.#settings.tasksPerWorker - this.pinned.count;
    return this.accepts ? this.slotsLeft : 0;
  }

  /** The number of slots without a task, whether or not the worker accepts tasks. */
  get slotsLeft(): number {
    return Math.max(0, this.#settings.tasksPerWorker - this.tasks.count);
  }

  /**
   * True if the tasks that have not started are better served by other workers, whatever those do: the worker may be
   * killed for an aborted task, or exceeded its memory limit.
   */
  get endangersTasks(): boolean {
    return this.tasks.aborting || this.#overMemory;
  }

  /**
   * Asks the worker for start and end times while events have a listener and no memory is shared. Call it before
   * {@link give}: a task that shares an object with the one before it makes that one leave early.
   */
  requestTimes(): void {
    const wanted = !this.connection.medium.sharesMemory && this.#host.bus.hasListeners;
    if (wanted === this.#reportsTimes) return;
    this.#reportsTimes = wanted;
    this.connection.batcher.post({ kind: 'reportTimes', enabled: wanted });
  }

  /** Gives the job a slot and offers its claim. The task leaves with the next {@link send}, or earlier. */
  give(job: Job, task: RegisteredFunction, cost: number, bound: boolean): void {
    this.#tasksGiven += 1;
    this.tasks.add(job, task, cost, bound);
  }

  /** Sends the given tasks. */
  send(): void {
    this.connection.batcher.send();
  }

  /** Terminates the worker because it could not be started. */
  failStart(error: unknown, hopeless: boolean): void {
    if (this.phase !== 'starting') return;
    this.#startFailure = { error, hopeless };
    this.connection.kill();
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

import { Subscription } from 'rxjs';
import { MemoryClaims } from '../../src/claims/MemoryClaims.js';
import { EventBus } from '../../src/events/EventBus.js';
import { Job, type JobOwner } from '../../src/executor/Job.js';
import type { JobOptions } from '../../src/executor/JobOptions.js';
import { JobQueue } from '../../src/executor/JobQueue.js';
import type { RunnerHost } from '../../src/executor/Runner.js';
import type { AnyTask } from '../../src/executor/Task.js';
import { Future } from '../../src/future/Future.js';
import { readOptions } from '../../src/options/readOptions.js';
import { Dispatcher } from '../../src/pool/Dispatcher.js';
import { adaptivePolicy } from '../../src/pool/InFlightPolicy.js';
import { completePoolOptions, type PoolOptions, poolSchema } from '../../src/pool/PoolOptions.js';
import { PoolWorker, type PoolWorkerListener } from '../../src/pool/PoolWorker.js';
import { UnresponsiveWorkerDetector } from '../../src/pool/UnresponsiveWorkerDetector.js';
import type { HostMessage } from '../../src/protocol/messages/HostMessage.js';
import type { TasksMessage } from '../../src/protocol/messages/TasksMessage.js';
import type { StartTransport, Transport, TransportListener } from '../../src/protocol/Transport.js';
import { noResults } from '../support/noResults.js';
import { ManualClock } from './ManualClock.js';

const taker = { name: 'DispatchBench', write: 'new DispatchBench(1, {})' };

/** The specs that use this need no other reports of a worker. */
const listener: PoolWorkerListener = {
  ready: () => undefined,
  startFailed: () => undefined,
  capacityFreed: () => undefined,
  refused: () => undefined,
  gone: () => undefined,
  durations: () => undefined,
};

function idsOf({ headers }: TasksMessage): number[] {
  return Array.from({ length: headers.length / 4 }, (_, task) => headers[task * 4 + 1] as number);
}

/** The worker's side of a {@link PoolWorker}, which the spec plays: it starts and finishes tasks when it is called. */
export class WorkerPeer {
  readonly worker: PoolWorker;
  readonly posted: HostMessage[] = [];
  sharesMemory = true;
  #listener!: TransportListener;

  constructor(make: (start: StartTransport) => PoolWorker) {
    this.worker = make((_identity, listener) => {
      this.#listener = listener;
      const transport: Transport = {
        sharesMemory: true,
        clone: structuredClone,
        post: (message) => void this.posted.push(message),
        terminate: () => undefined,
      };
      return Object.defineProperty(transport, 'sharesMemory', { get: () => this.sharesMemory });
    });
  }

  /** The worker reports that it has started. */
  ready(): void {
    this.#listener.message({ kind: 'ready' });
  }

  /** The slots of the tasks in flight, in the order in which they were sent. */
  get slots(): number[] {
    return this.worker.tasks.inOrder().map(({ slot }) => slot);
  }

  /** The messages with tasks: for each the ids. */
  get batches(): (readonly number[])[] {
    return this.posted.filter((message): message is TasksMessage => message.kind === 'tasks').map(idsOf);
  }

  get ids(): number[] {
    return this.batches.flat();
  }

  /** Starts the task in the slot, unless it was recalled. */
  start(slot = -1): boolean {
    return new MemoryClaims(this.worker.tasks.memory.claims as SharedArrayBuffer).start({ slot });
  }

  /** Reports that the tasks in these slots have ended, or were skipped. */
  finish(slots: readonly number[], skipped: readonly number[] = []): void {
    this.#listener.message({ ...noResults, slots, values: slots, skipped });
  }
}

/** A queue, a dispatcher and workers, with a clock that the spec moves. */
export class DispatchBench implements JobOwner {
  time = 0;
  readonly queue = new JobQueue();
  readonly dispatcher = new Dispatcher(this.queue, adaptivePolicy);
  readonly peers: WorkerPeer[] = [];
  readonly bus = new EventBus();
  #lastId = 0;
  readonly #clock = { now: () => this.time, schedule: () => new Subscription() };
  readonly #host: RunnerHost = {
    queue: this.queue,
    bus: this.bus,
    clock: this.#clock,
    backgroundClock: this.#clock,
    broken: () => undefined,
    progress: () => undefined,
    stopped: () => undefined,
    capacityFreed: () => undefined,
  };

  /** Starts so many workers, of which the first `ready` ones are ready. */
  constructor(workers: number, options: PoolOptions = {}, ready = workers) {
    const settings = completePoolOptions(readOptions(options, poolSchema, taker), {
      maxWorkers: 1,
      threadNamePrefix: 'peer',
      onWorkerLost: 'replace',
    });
    for (let id = 0; id < workers; id++) {
      this.peers.push(new WorkerPeer((start) => new PoolWorker(id, this.#host, settings, start, listener)));
    }
    for (const peer of this.peers.slice(0, ready)) peer.ready();
  }

  get workers(): PoolWorker[] {
    return this.peers.map(({ worker }) => worker);
  }

  jobStarted(): void {}

  jobSettled(job: Job): void {
    this.queue.forget(job);
  }

  job(task: AnyTask, options: JobOptions = {}, args: readonly unknown[] = []): Job {
    const job = new Job(++this.#lastId, { owner: this, task, options, site: undefined }, args);
    job.future = new Future(job);
    return job;
  }

  submit(count: number, task: AnyTask, options: JobOptions = {}): Job[] {
    return Array.from({ length: count }, () => {
      const job = this.job(task, options);
      this.queue.push(job);
      return job;
    });
  }

  dispatch(runTurn: () => boolean = () => false): boolean {
    return this.dispatcher.dispatch(this.workers, runTurn);
  }

  /** Lets time pass, and checks for unresponsive workers. */
  wait(milliseconds: number): void {
    this.time += milliseconds;
    const clock = new ManualClock(() => this.time);
    new UnresponsiveWorkerDetector(clock, this.workers, () => undefined).start();
    clock.runDue();
    clock.runDue();
  }

  /** Makes the cost of a call known. */
  costs(task: AnyTask, milliseconds: number): void {
    this.dispatcher.recordDurations(this.dispatcher.functions.find(task).index, 1, milliseconds);
  }
}

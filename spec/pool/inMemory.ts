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
import type { ResultsMessage } from '../../src/protocol/messages/ResultsMessage.js';
import type { TasksMessage } from '../../src/protocol/messages/TasksMessage.js';
import type { StartTransport, TransportListener } from '../../src/protocol/Transport.js';
import { ManualClock } from './ManualClock.js';

const nothing: ResultsMessage = {
  kind: 'results',
  slots: [],
  values: [],
  failures: [],
  skipped: [],
  started: [],
  durations: [],
  times: [],
};

const taker = { name: 'Bench', write: 'new Bench(1, {})' };

/** What a worker tells its pool beside its answers is of no use here. */
const listener: PoolWorkerListener = {
  ready: () => undefined,
  failed: () => undefined,
  capacityFreed: () => undefined,
  refused: () => undefined,
  gone: () => undefined,
  durations: () => undefined,
};

function idsOf({ headers }: TasksMessage): number[] {
  return Array.from({ length: headers.length / 4 }, (_, task) => headers[task * 4 + 1] as number);
}

/** The far side of a worker with no thread behind it: keeps what it is told, and says what the spec wants it to. */
export class FarSide {
  readonly worker: PoolWorker;
  readonly said: HostMessage[] = [];
  #listener!: TransportListener;

  constructor(make: (start: StartTransport) => PoolWorker) {
    this.worker = make((_identity, listener) => {
      this.#listener = listener;
      return {
        sharesMemory: true,
        clone: structuredClone,
        post: (message) => void this.said.push(message),
        terminate: () => undefined,
      };
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
    return this.said.filter((message): message is TasksMessage => message.kind === 'tasks').map(idsOf);
  }

  get ids(): number[] {
    return this.batches.flat();
  }

  /** Begins the task in the slot, unless it was taken back. */
  begin(slot = -1): boolean {
    return new MemoryClaims(this.worker.tasks.memory.claims as SharedArrayBuffer).start({ slot });
  }

  /** The tasks in these slots have come to their end, or were passed over. */
  answer(slots: readonly number[], skipped: readonly number[] = []): void {
    this.#listener.message({ ...nothing, slots, values: slots, skipped });
  }
}

/** A queue, a dispatcher and workers, under a clock that is moved by hand. */
export class Bench implements JobOwner {
  time = 0;
  readonly queue = new JobQueue();
  readonly dispatcher = new Dispatcher(this.queue, adaptivePolicy);
  readonly far: FarSide[] = [];
  #lastId = 0;
  readonly #clock = { now: () => this.time, schedule: () => new Subscription() };
  readonly #host: RunnerHost = {
    queue: this.queue,
    bus: new EventBus(),
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
      threadNamePrefix: 'far',
      onWorkerLost: 'replace',
    });
    for (let id = 0; id < workers; id++) {
      this.far.push(new FarSide((start) => new PoolWorker(id, this.#host, settings, start, listener)));
    }
    for (const far of this.far.slice(0, ready)) far.ready();
  }

  get workers(): PoolWorker[] {
    return this.far.map(({ worker }) => worker);
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

  /** Time goes by, and whoever said nothing is taken for silent. */
  wait(milliseconds: number): void {
    this.time += milliseconds;
    const clock = new ManualClock(() => this.time);
    new UnresponsiveWorkerDetector(clock, this.workers, () => undefined).start();
    clock.runDue();
    clock.runDue();
  }

  /** What a call of the task takes is known from now on. */
  costs(task: AnyTask, milliseconds: number): void {
    this.dispatcher.recordDurations(this.dispatcher.functions.find(task).index, 1, milliseconds);
  }
}

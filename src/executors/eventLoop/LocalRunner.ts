import { DeadlockDetector } from '../../executor/DeadlockDetector.js';
import type { Job, JobHolder } from '../../executor/Job.js';
import { isScheduledWork } from '../../executor/JobQueue.js';
import type { Runner, RunnerHost, WorkerCounts } from '../../executor/Runner.js';
import type { ProducerPort } from '../../streams/ports.js';
import { CallContext } from '../../worker/CallContext.js';
import { isolated } from './isolated.js';
import { LocalCall } from './LocalCall.js';
import { type LoadWorkerFile, LocalFunctions } from './LocalFunctions.js';

/** The settings of a runner on the event loop. */
export interface LocalSettings {
  readonly maxWorkers: number;
  readonly isolate: boolean;
  readonly abortGrace: number;
  readonly loadFile?: LoadWorkerFile;
}

/** Milliseconds of tasks in a row after which timers and I/O get a turn. */
const longestTurn = 10;

/**
 * A runner on the event loop: runs up to `maxWorkers` tasks at once, and starts each in a turn of the loop, never
 * within `submit`.
 */
export class LocalRunner implements Runner, JobHolder {
  readonly workerId = undefined;
  readonly streams = true;
  readonly #settings: LocalSettings;
  readonly #calls = new Map<Job, LocalCall>();
  readonly #functions: LocalFunctions;
  #host!: RunnerHost;
  #nesting!: DeadlockDetector<LocalCall>;
  #awake = false;
  /** The number of aborted tasks that have not ended; each keeps its slot for its grace period. */
  #lingering = 0;
  #empty: (() => void) | undefined;

  constructor(settings: LocalSettings) {
    this.#settings = settings;
    this.#functions = new LocalFunctions(settings.loadFile);
  }

  attach(host: RunnerHost): void {
    this.#host = host;
    this.#nesting = new DeadlockDetector(host);
  }

  notify(): void {
    if (this.#awake) return;
    this.#awake = true;
    this.#host.clock.schedule(() => this.#work(), 0);
  }

  /** Tracks jobs that a task submits to its own executor, which may come to wait for itself. */
  queued(job: Job): void {
    const parent = CallContext.here.present;
    if (parent === undefined) return;
    for (const call of this.#calls.values()) if (call.view === parent) this.#nesting.add(call, job);
  }

  freeSlots(): number {
    return this.#settings.maxWorkers - this.#calls.size - this.#lingering;
  }

  desiredInFlight(): number {
    return Math.min(2 * this.#settings.maxWorkers, 1024);
  }

  keepItem(value: unknown): unknown {
    return this.#settings.isolate ? isolated(value, 'stream item') : value;
  }

  inFlight(): Job[] {
    return [...this.#calls.keys()];
  }

  broadcast(make: () => Job): Job[] {
    const job = make();
    if (job.state === 'PENDING') this.#host.queue.push(job);
    this.notify();
    return [job];
  }

  workerCounts(): WorkerCounts {
    const busy = this.#calls.size + this.#lingering;
    return { workers: 1, idleWorkers: busy === 0 ? 1 : 0 };
  }

  close(gone: () => void): void {
    this.#empty = gone;
    this.#checkEmpty();
  }

  kill(): void {
    this.#lingering = 0;
    this.#checkEmpty();
  }

  /** Returns false: a job starts in the moment it is taken. */
  takeBack(): boolean {
    return false;
  }

  stop(job: Job, reason: unknown): void {
    const call = this.#calls.get(job);
    if (call === undefined) return;
    this.#calls.delete(job);
    this.#linger(job, call, job.options.abortGrace ?? this.#settings.abortGrace);
    call.abort(reason);
  }

  producerPort(job: Job): ProducerPort | undefined {
    return this.#calls.get(job)?.producerPort;
  }

  #linger(job: Job, call: LocalCall, grace: number): void {
    this.#lingering += 1;
    let over = false;
    const end = (): void => {
      if (over) return;
      over = true;
      timer.unsubscribe();
      this.#lingering = Math.max(0, this.#lingering - 1);
      this.#freed();
      this.#host.capacityFreed();
    };
    const timer = this.#host.backgroundClock.schedule(end, grace);
    call.whenEnded(() => {
      this.#host.stopped(job, { worker: undefined, startedAt: undefined, endedAt: undefined });
      end();
    });
  }

  #work(): void {
    this.#awake = false;
    const began = this.#host.clock.now();
    while (this.freeSlots() > 0 && !this.#host.queue.empty) {
      if (this.#host.clock.now() - began > longestTurn) return this.notify();
      const entry = this.#host.queue.take();
      if (entry === undefined) break;
      if (isScheduledWork(entry)) entry.turn();
      else this.#begin(entry);
    }
    this.#nesting.look(this.freeSlots() <= 0, this.#calls.values());
    this.#host.capacityFreed();
  }

  #begin(job: Job): void {
    const call = new LocalCall(job, this.#host, this.#functions, this.#settings.isolate);
    this.#calls.set(job, call);
    job.handOver(this);
    job.start();
    job.inContext(() => call.run(CallContext.here, () => this.#ended(job, call)));
  }

  /** Called when the call has ended; its job may have been settled long before. */
  #ended(job: Job, call: LocalCall): void {
    this.#nesting.stop();
    this.#nesting.forget(call);
    this.#calls.delete(job);
    if (job.holder === this) job.release();
    this.#freed();
  }

  #freed(): void {
    if (!this.#host.queue.empty) this.notify();
    this.#checkEmpty();
  }

  #checkEmpty(): void {
    if (this.#calls.size + this.#lingering === 0) this.#empty?.();
  }
}

import { BrokenExecutor } from '../../errors/BrokenExecutor.js';
import { InvalidStateError } from '../../errors/InvalidStateError.js';
import type { WorkerEvent } from '../../events/ExecutorEvent.js';
import { DeadlockDetector } from '../../executor/DeadlockDetector.js';
import type { Job } from '../../executor/Job.js';
import { isScheduledWork } from '../../executor/JobQueue.js';
import type { Runner, RunnerHost, WorkerCounts } from '../../executor/Runner.js';
import { CallContext } from '../../worker/CallContext.js';
import type { TestSettings } from './testOptions.js';
import { VirtualCall } from './VirtualCall.js';
import { VirtualWorker } from './VirtualWorker.js';

/**
 * A pool of workers in virtual time. They start on demand, at once, and live until they are replaced, crash, or the
 * pool shuts down.
 */
export class VirtualPool implements Runner {
  readonly streams = true;
  readonly #settings: TestSettings;
  readonly #workers: VirtualWorker[] = [];
  #host!: RunnerHost;
  #nesting!: DeadlockDetector<VirtualCall>;
  #lastId = -1;
  #awake = false;
  /** The worker whose task's function is on the stack. */
  #calling: VirtualWorker | undefined;
  #gone: (() => void) | undefined;

  constructor(settings: TestSettings) {
    this.#settings = settings;
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
    for (const call of this.#calls()) if (call.view === parent) this.#nesting.add(call, job);
  }

  freeSlots(): number {
    return this.#settings.maxWorkers - this.#calls().length;
  }

  desiredInFlight(): number {
    return Math.min(2 * this.#settings.maxWorkers, 1024);
  }

  inFlight(): Job[] {
    return this.#workers.flatMap((worker) => worker.held);
  }

  broadcast(make: () => Job): Job[] {
    if (this.#workers.length === 0) this.#start();
    const jobs = this.#workers.map((worker) => this.#pin(worker, make()));
    this.notify();
    return jobs;
  }

  workerCounts(): WorkerCounts {
    return { workers: this.#workers.length, idleWorkers: this.#workers.length - this.#calls().length };
  }

  close(gone: () => void): void {
    this.#gone = gone;
    for (const worker of [...this.#workers]) if (worker.call === undefined) this.#remove(worker, 'workerRetired');
    this.#checkGone();
  }

  kill(): void {
    for (const worker of [...this.#workers]) this.#remove(worker, 'workerRetired');
    this.#checkGone();
  }

  /** Ends a worker as `process.exit` in its task would. */
  crash(id: number | undefined): void {
    const worker = id === undefined ? this.#likeliest() : this.#workers.find(({ workerId }) => workerId === id);
    if (worker === undefined) throw noWorker(id, this.#workers);
    const broken = (started: boolean): Error =>
      new BrokenExecutor(`worker ${worker.name} crashed`, { workerId: worker.workerId, started });
    const jobs = worker.held;
    this.#remove(worker, 'workerLost', broken(false));
    for (const job of jobs) {
      job.release();
      job.fail(broken(job.hasStarted));
    }
    if (this.#settings.onWorkerLost === 'break') this.#break(broken);
    this.#host.capacityFreed();
    this.notify();
    this.#checkGone();
  }

  #calls(): VirtualCall[] {
    return this.#workers.map(({ call }) => call).filter((call) => call !== undefined);
  }

  #work(): void {
    this.#awake = false;
    for (const worker of [...this.#workers]) this.#beginPinned(worker);
    while (this.freeSlots() > 0) {
      const entry = this.#host.queue.take();
      if (entry === undefined) break;
      if (isScheduledWork(entry)) entry.turn();
      else this.#begin(this.#idle() ?? this.#start(), entry);
    }
    this.#look();
    this.#host.capacityFreed();
  }

  #look(): void {
    this.#nesting.look(this.freeSlots() <= 0, this.#calls());
  }

  #pin(worker: VirtualWorker, job: Job): Job {
    if (job.state !== 'PENDING') return job;
    job.handOver(worker);
    worker.pinned.push(job);
    return job;
  }

  #beginPinned(worker: VirtualWorker): void {
    while (worker.call === undefined && worker.pinned.length > 0) this.#begin(worker, worker.pinned.shift() as Job);
  }

  #begin(worker: VirtualWorker, job: Job): void {
    const args = job.args;
    const call = new VirtualCall(job, this.#host, this.#settings, {
      waits: () => this.#look(),
      ended: () => this.#ended(worker, call),
    });
    worker.call = call;
    job.handOver(worker);
    job.start();
    if (worker.call !== call) return;
    const outer = this.#calling;
    this.#calling = worker;
    call.run(args);
    this.#calling = outer;
  }

  /** Called when the call has ended; its job may have been settled long before. */
  #ended(worker: VirtualWorker, call: VirtualCall): void {
    const { job } = call;
    const stopped = job.holder !== worker;
    if (stopped) this.#tellStopped(worker, job);
    else job.release();
    worker.free();
    this.#nesting.stop();
    this.#nesting.forget(call);
    if (this.#gone !== undefined) this.#remove(worker, 'workerRetired');
    if (stopped) this.#host.capacityFreed();
    this.notify();
    this.#checkGone();
  }

  #idle(): VirtualWorker | undefined {
    return this.#workers.find(({ call, pinned }) => call === undefined && pinned.length === 0);
  }

  /** Returns the worker that crashes when none is named: the calling one, else a busy one, else the first. */
  #likeliest(): VirtualWorker | undefined {
    return this.#calling ?? this.#workers.find(({ call }) => call !== undefined) ?? this.#workers[0];
  }

  #start(): VirtualWorker {
    const { abortGrace } = this.#settings;
    const worker = new VirtualWorker(++this.#lastId, this.#host.clock, abortGrace, (late) => this.#replace(late));
    this.#workers.push(worker);
    this.#tell('workerStarted', worker);
    this.#tell('workerReady', worker);
    return worker;
  }

  /** Replaces the worker of an aborted task that has exceeded its grace period. */
  #replace(worker: VirtualWorker): void {
    this.#remove(worker, 'workerRetired');
    this.#host.capacityFreed();
    this.notify();
    this.#checkGone();
  }

  #remove(worker: VirtualWorker, how: 'workerRetired' | 'workerLost', error?: Error): void {
    const at = this.#workers.indexOf(worker);
    if (at < 0) return;
    this.#workers.splice(at, 1);
    const { call } = worker;
    call?.drop();
    worker.free();
    if (call !== undefined && call.job.holder !== worker) this.#tellStopped(worker, call.job);
    this.#tell(how, worker, error);
  }

  #break(broken: (started: boolean) => Error): void {
    this.#host.broken((job) => broken(job?.hasStarted === true));
    this.kill();
  }

  #checkGone(): void {
    if (this.#workers.length === 0) this.#gone?.();
  }

  /** Emits `stopped` for a task whose job was settled while it ran. */
  #tellStopped({ workerId }: VirtualWorker, job: Job): void {
    this.#host.stopped(job, { worker: workerId, startedAt: undefined, endedAt: undefined });
  }

  #tell(type: WorkerEvent['type'], { workerId, name }: VirtualWorker, error?: Error): void {
    const { bus, clock } = this.#host;
    if (!bus.hasListeners) return;
    bus.emit({ type, worker: workerId, workerName: name, ...(error && { error }), time: clock.now() });
  }
}

function noWorker(id: number | undefined, workers: readonly VirtualWorker[]): Error {
  if (id === undefined) return new InvalidStateError('no worker can crash: none has been started');
  const there = workers.map(({ workerId }) => workerId).join(', ') || '(none)';
  return new RangeError(`there is no worker ${String(id)}; the workers are: ${there}`);
}

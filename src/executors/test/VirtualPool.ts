import { BrokenExecutor } from '../../errors/BrokenExecutor.js';
import { InvalidStateError } from '../../errors/InvalidStateError.js';
import type { WorkerEvent } from '../../events/ExecutorEvent.js';
import type { Job } from '../../executor/Job.js';
import type { WorkerCounts } from '../../executor/Runner.js';
import { SlotRunner } from '../eventLoop/SlotRunner.js';
import type { TestSettings } from './testOptions.js';
import { VirtualCall, type VirtualCallOwner } from './VirtualCall.js';
import { VirtualWorker } from './VirtualWorker.js';

/**
 * A pool of workers in virtual time. They start on demand, at once, and live until they are replaced, crash, or the
 * pool shuts down.
 */
export class VirtualPool extends SlotRunner<VirtualCall> implements VirtualCallOwner {
  readonly #settings: TestSettings;
  readonly #workers: VirtualWorker[] = [];
  #lastId = -1;
  /** The worker whose task's function is on the stack. */
  #calling: VirtualWorker | undefined;

  constructor(settings: TestSettings) {
    super(settings);
    this.#settings = settings;
  }

  override inFlight(): Job[] {
    return this.#workers.flatMap((worker) => worker.held);
  }

  broadcast(make: () => Job): Job[] {
    if (this.#workers.length === 0) this.#startWorker();
    const jobs = this.#workers.map((worker) => {
      const job = make();
      if (job.state === 'PENDING') worker.pin(job);
      return job;
    });
    this.notify();
    return jobs;
  }

  workerCounts(): WorkerCounts {
    return { workers: this.#workers.length, idleWorkers: this.#workers.length - this.calls.size };
  }

  override close(gone: () => void): void {
    for (const worker of [...this.#workers]) if (worker.call === undefined) this.#remove(worker, 'workerRetired');
    super.close(gone);
  }

  override kill(): void {
    for (const worker of [...this.#workers]) this.#remove(worker, 'workerRetired');
    this.checkGone();
  }

  waits(): void {
    this.checkDeadlock();
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
    this.host.capacityFreed();
    this.notify();
    this.checkGone();
  }

  protected override get empty(): boolean {
    return this.#workers.length === 0;
  }

  protected override get hasWork(): boolean {
    return super.hasWork || this.#workers.some(({ pinned }) => pinned.length > 0);
  }

  protected override startPinned(): void {
    for (const worker of [...this.#workers]) {
      while (worker.call === undefined) {
        const job = worker.takePinned();
        if (job === undefined) break;
        this.start(job);
      }
    }
  }

  protected makeCall(job: Job): VirtualCall {
    const { holder } = job;
    const worker = holder instanceof VirtualWorker ? holder : (this.#idle() ?? this.#startWorker());
    const { workerId: id, name } = worker;
    worker.call = new VirtualCall(job, this, { id, name }, this.#settings);
    return worker.call;
  }

  protected run(call: VirtualCall): void {
    const outer = this.#calling;
    this.#calling = this.#workerOf(call);
    call.run();
    this.#calling = outer;
  }

  /** Replaces the worker of an aborted task. */
  protected giveUp(call: VirtualCall): void {
    this.#remove(this.#workerOf(call), 'workerRetired');
  }

  protected override free(call: VirtualCall): void {
    const worker = this.#workerOf(call);
    worker.call = undefined;
    super.free(call);
    if (this.closing) this.#remove(worker, 'workerRetired');
  }

  #workerOf(call: VirtualCall): VirtualWorker {
    return this.#workers.find((worker) => worker.call === call) as VirtualWorker;
  }

  #idle(): VirtualWorker | undefined {
    return this.#workers.find(({ call, pinned }) => call === undefined && pinned.length === 0);
  }

  /** Returns the worker that crashes when none is named: the calling one, else a busy one, else the first. */
  #likeliest(): VirtualWorker | undefined {
    return this.#calling ?? this.#workers.find(({ call }) => call !== undefined) ?? this.#workers[0];
  }

  #startWorker(): VirtualWorker {
    const worker = new VirtualWorker(++this.#lastId);
    this.#workers.push(worker);
    this.#emit('workerStarted', worker);
    this.#emit('workerReady', worker);
    return worker;
  }

  #remove(worker: VirtualWorker, how: 'workerRetired' | 'workerLost', error?: Error): void {
    const at = this.#workers.indexOf(worker);
    if (at < 0) return;
    this.#workers.splice(at, 1);
    const { call } = worker;
    if (call !== undefined) this.#drop(call);
    this.#emit(how, worker, error);
  }

  /** Drops the call of a worker that has ended. */
  #drop(call: VirtualCall): void {
    call.drop();
    super.free(call);
    if (!call.holdsJob) this.emitStopped(call);
  }

  #break(broken: (started: boolean) => Error): void {
    this.host.broken((job) => broken(job?.hasStarted === true));
    this.kill();
  }

  #emit(type: WorkerEvent['type'], { workerId, name }: VirtualWorker, error?: Error): void {
    const { bus, clock } = this.host;
    if (!bus.hasListeners) return;
    bus.emit({ type, worker: workerId, workerName: name, ...(error && { error }), time: clock.now() });
  }
}

function noWorker(id: number | undefined, workers: readonly VirtualWorker[]): Error {
  if (id === undefined) return new InvalidStateError('no worker can crash: none has been started');
  const ids = workers.map(({ workerId }) => workerId).join(', ') || '(none)';
  return new RangeError(`worker must be one of ${ids}, got ${String(id)}`);
}

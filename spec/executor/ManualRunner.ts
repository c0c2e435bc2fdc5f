import { VirtualTimeScheduler } from 'rxjs';
import { ExecutorCore } from '../../src/executor/ExecutorCore.js';
import type { Job, JobHolder } from '../../src/executor/Job.js';
import { isScheduledWork } from '../../src/executor/JobQueue.js';
import type { Runner, RunnerHost, WorkerCounts } from '../../src/executor/Runner.js';
import type { ProducerPort } from '../../src/streams/ports.js';

/** A runner whose tasks the spec starts and ends. */
export class ManualRunner implements Runner, JobHolder {
  readonly workerId = undefined;
  readonly running = new Set<Job>();
  /** The jobs that were settled before their task had ended, with the reasons. */
  readonly stopped: [job: Job, reason: unknown][] = [];
  /** The port to the producer of every stream. */
  producer: ProducerPort | undefined;
  /** The events at the end, in order. */
  readonly log: ('close' | 'kill')[] = [];
  host!: RunnerHost;
  readonly streamSlots: number;
  #gone: (() => void) | undefined;

  constructor(slots = 1) {
    this.streamSlots = slots;
  }

  /** Starts the next job of the queue. */
  startNext(): Job {
    const job = this.host.queue.take();
    if (job === undefined || isScheduledWork(job)) throw new Error('no job waits');
    this.running.add(job);
    job.handOver(this);
    job.start();
    return job;
  }

  /** Ends the job's task with the value. */
  finish(job: Job, value?: unknown): void {
    this.running.delete(job);
    job.release();
    job.succeed(value);
  }

  /** The last worker has ended. */
  end(): void {
    this.#gone?.();
  }

  attach(host: RunnerHost): void {
    this.host = host;
  }

  notify(): void {}

  freeSlots(): number {
    return this.streamSlots - this.running.size;
  }

  inFlight(): Job[] {
    return [...this.running];
  }

  broadcast(): Job[] {
    return [];
  }

  workerCounts(): WorkerCounts {
    return { workers: this.streamSlots, idleWorkers: this.freeSlots() };
  }

  close(gone: () => void): void {
    this.log.push('close');
    this.#gone = gone;
  }

  kill(): void {
    this.log.push('kill');
  }

  takeBack(): boolean {
    return false;
  }

  stop(job: Job, reason: unknown): void {
    this.running.delete(job);
    this.stopped.push([job, reason]);
  }

  streamPort(): ProducerPort | undefined {
    return this.producer;
  }

  operatorPort(): ProducerPort | undefined {
    return this.producer;
  }
}

/** An executor's core over such a runner, in virtual time. */
export interface ManualCore {
  readonly core: ExecutorCore;
  readonly runner: ManualRunner;
  readonly clock: VirtualTimeScheduler;
}

export function manualCore(slots = 1): ManualCore {
  const runner = new ManualRunner(slots);
  const clock = new VirtualTimeScheduler();
  return { core: new ExecutorCore(runner, { clock, submitStacks: false }), runner, clock };
}

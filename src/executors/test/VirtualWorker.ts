import type { SchedulerLike, Subscription } from 'rxjs';
import type { Job, JobHolder } from '../../executor/Job.js';
import type { ProducerPort } from '../../streams/ports.js';
import type { VirtualCall } from './VirtualCall.js';

/** A worker in virtual time: owns one call at a time, and the jobs for this worker only. */
export class VirtualWorker implements JobHolder {
  readonly workerId: number;
  readonly name: string;
  /** Jobs for this worker only. */
  readonly pinned: Job[] = [];
  /** The call that occupies the worker; an aborted one occupies it until it ends. */
  call: VirtualCall | undefined;
  readonly #clock: SchedulerLike;
  readonly #abortGrace: number;
  readonly #tooLong: (worker: VirtualWorker) => void;
  #grace: Subscription | undefined;

  constructor(id: number, clock: SchedulerLike, abortGrace: number, tooLong: (worker: VirtualWorker) => void) {
    this.workerId = id;
    this.name = `TestExecutor_${id}`;
    this.#clock = clock;
    this.#abortGrace = abortGrace;
    this.#tooLong = tooLong;
  }

  /** The jobs of this worker that are not settled. */
  get held(): Job[] {
    const running = this.call?.job;
    return running?.holder === this ? [running, ...this.pinned] : [...this.pinned];
  }

  takeBack(job: Job): boolean {
    return this.#unpin(job);
  }

  stop(job: Job, reason: unknown): void {
    const { call } = this;
    if (this.#unpin(job) || call?.job !== job) return;
    call.abort(reason);
    if (this.call !== call) return;
    const grace = job.options.abortGrace ?? this.#abortGrace;
    if (grace < Number.POSITIVE_INFINITY) this.#grace = this.#clock.schedule(() => this.#tooLong(this), grace);
  }

  producerPort(job: Job): ProducerPort | undefined {
    return this.call?.job === job ? this.call.streamWay : undefined;
  }

  /** Frees the worker of its call. */
  free(): void {
    this.#grace?.unsubscribe();
    this.#grace = undefined;
    this.call = undefined;
  }

  #unpin(job: Job): boolean {
    const at = this.pinned.indexOf(job);
    if (at < 0) return false;
    this.pinned.splice(at, 1);
    job.release();
    return true;
  }
}

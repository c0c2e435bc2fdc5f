import { randomBytes } from 'node:crypto';
import { BrokenExecutor } from '../../errors/BrokenExecutor.js';
import { ExecutorShutdownError } from '../../errors/ExecutorShutdownError.js';
import type { Job } from '../../executor/Job.js';
import { type JobFuture, makeJobFuture } from '../../executor/JobFuture.js';
import { isScheduledWork } from '../../executor/JobQueue.js';
import type { Runner, RunnerHost, WorkerCounts } from '../../executor/Runner.js';
import { type AnyTask, taskName } from '../../executor/Task.js';
import type { JobStore } from '../JobStore.js';
import { ChunkSizes } from './ChunkSizes.js';
import { mayShare, type RecordMaker, recordOf } from './jobRecords.js';
import { type ParcelOwner, PendingJob } from './PendingJob.js';
import { contentOf, keyMisused, PendingJobs } from './PendingJobs.js';
import { type CheckedQueueOptions, idOfKey, queueSubmitSchema } from './QueueSubmitOptions.js';
import { StoreClient } from './StoreClient.js';

/** Jobs that go to the store in one message; few enough that those who serve soon have something to do. */
const mostInMessage = 200;
/** Messages under way to the store; the rest waits here, where cancelling costs nothing. */
const mostMessages = 8;

/** What the runner is to do. */
export interface QueueSettings extends RecordMaker {
  readonly store: JobStore;
  /** Most characters of an answer. */
  readonly maxResult: number;
  /** Milliseconds between two sweeps. */
  readonly reconcile: number;
  readonly onError: (error: unknown) => void;
  /** Whether the store ends with the executor. */
  readonly ownsStore: boolean;
}

/**
 * A runner whose workers are elsewhere: it hands what is submitted to a job store at once, so that it is safe there, and
 * settles it when the store tells its end.
 *
 *   queue ──▶ parcels ──add──▶ store ──ended──▶ parcel ──▶ job settled
 */
export class QueueRunner implements Runner, ParcelOwner {
  readonly submitSchema = queueSubmitSchema;
  readonly #settings: QueueSettings;
  readonly #name = `f-${randomBytes(9).toString('base64url')}`;
  readonly #chunks = new ChunkSizes();
  #host!: RunnerHost;
  #pending!: PendingJobs;
  #link!: StoreClient;
  #awake = false;
  #workers = 0;
  #slots = 0;

  constructor(settings: QueueSettings) {
    this.#settings = settings;
  }

  attach(host: RunnerHost): void {
    this.#host = host;
    this.#pending = new PendingJobs(this.#settings, host, {
      answered: (parcel, { spent }) => this.#chunks.learn(parcel.task, parcel.calls, spent, parcel.size),
      serving: (workers, slots) => {
        this.#workers = workers;
        this.#slots = slots;
      },
    });
    this.#link = new StoreClient(this.#settings, this.#pending, (error) => this.#unreachable(error));
  }

  makeFuture(job: Job): JobFuture<unknown> {
    return makeJobFuture(job, this);
  }

  idOf(job: Job): string {
    const { jobId, idempotencyKey } = job.options as CheckedQueueOptions;
    return jobId ?? (idempotencyKey === undefined ? `${this.#name}-${job.id}` : idOfKey(idempotencyKey));
  }

  notify(): void {
    if (this.#awake) return;
    this.#awake = true;
    this.#host.clock.schedule(() => this.#work(), 0);
  }

  /** What waits in the store counts as waiting; how many slots are free there is not known here. */
  freeSlots(): number {
    return -this.#pending.parcels.waiting;
  }

  desiredInFlight(task: AnyTask): number {
    return 4 * Math.max(this.#slots, 4) * this.suggestedChunkSize(task);
  }

  suggestedChunkSize(task: AnyTask): number {
    return this.#chunks.of(taskName(task));
  }

  inFlight(): Job[] {
    return [...this.#pending.parcels].flatMap((parcel) => parcel.live());
  }

  /** A queue has no addresses: it goes to one worker, whichever is free. */
  broadcast(make: () => Job): Job[] {
    const job = make();
    if (job.state === 'PENDING') this.#host.queue.push(job);
    this.notify();
    return [job];
  }

  workerCounts(): WorkerCounts {
    const busy = [...this.#pending.parcels].some(({ begun }) => begun);
    return { workers: this.#workers, idleWorkers: busy ? 0 : this.#workers };
  }

  /** Futures that were cancelled here when their work had begun there. */
  get cancelledLate(): number {
    return this.#link.cancelledLate;
  }

  close(gone: () => void): void {
    this.#pending.sweep.stop();
    this.#link.close().then(gone, (error: unknown) => {
      this.#settings.onError(error);
      gone();
    });
  }

  /** What is left has been aborted; there is nobody here to be forced. */
  kill(): void {
    const cause = new ExecutorShutdownError();
    this.#pending.failAll(
      (job) => new BrokenExecutor('the executor was shut down', { cause, started: job.hasStarted }),
    );
  }

  begins(parcel: PendingJob): void {
    this.#pending.parcels.begins(parcel);
  }

  dropped(parcel: PendingJob, reason: unknown, begun: boolean): void {
    if (!this.#pending.parcels.remove(parcel)) return;
    this.#link.withdraw(parcel, reason, begun);
    this.#host.capacityFreed();
  }

  /** One message a turn of the loop: what has been sent is on its way while the next is made. */
  #work(): void {
    this.#awake = false;
    if (this.#link.messages < mostMessages && !this.#host.queue.empty) this.#sendSome();
    if (this.#link.messages < mostMessages && !this.#host.queue.empty) this.notify();
    this.#host.capacityFreed();
  }

  #sendSome(): void {
    const maker = { ...this.#settings, progress: this.#host.bus.hasListeners };
    const records = [...this.#gather()].map(([id, jobs]) => recordOf(id, jobs, maker));
    const parcels = records.filter((record) => record !== undefined).map((each) => this.#parcel(each));
    if (parcels.length > 0) this.#link.send(parcels, () => this.notify());
  }

  /** Takes from the queue what makes one message: jobs alone, and those of a chunk together, by their ids. */
  #gather(): Map<string, Job[]> {
    const bundles = new Map<string, Job[]>();
    let last: Job[] = [];
    while (bundles.size < mostInMessage) {
      const entry = this.#host.queue.peek();
      if (entry === undefined || (!isScheduledWork(entry) && bundles.has(this.idOf(entry)))) break;
      this.#host.queue.take();
      if (isScheduledWork(entry)) entry.turn();
      else if (entry.continuesChunk && mayShare(entry) && last.length > 0) last.push(entry);
      else if (!this.#isKnown(entry)) {
        last = [entry];
        bundles.set(this.idOf(entry), last);
      }
    }
    return bundles;
  }

  #parcel({ jobs, record, size }: NonNullable<ReturnType<typeof recordOf>>): PendingJob {
    const keyed = ((jobs[0] as Job).options as CheckedQueueOptions).idempotencyKey !== undefined;
    const content = keyed ? contentOf(record.task, record.payload) : undefined;
    const parcel = new PendingJob(this, record, jobs, content);
    parcel.size = size;
    this.#pending.add(parcel);
    return parcel;
  }

  /** Whether the job is in the store already, as far as we know: submitted before, here or elsewhere. */
  #isKnown(job: Job): boolean {
    const id = this.idOf(job);
    const { jobId, idempotencyKey } = job.options as CheckedQueueOptions;
    if (jobId === undefined && idempotencyKey === undefined) return false;
    const known = this.#pending.parcels.get(id);
    if (known !== undefined) this.#join(known, job, jobId !== undefined);
    else if (jobId !== undefined) this.#follow(job, jobId);
    return known !== undefined || jobId !== undefined;
  }

  #join(known: PendingJob, job: Job, attached: boolean): void {
    const again = attached ? undefined : recordOf(known.id, [job], this.#settings)?.record;
    if (attached || known.content === undefined) known.join(job);
    else if (again !== undefined && contentOf(again.task, again.payload) === known.content) known.join(job);
    else job.fail(keyMisused());
  }

  /** A job that somebody else has submitted. */
  #follow(job: Job, id: string): void {
    const parcel = new PendingJob(this, { id, task: job.name }, [job]);
    this.#pending.add(parcel);
    this.#link.follow(id);
  }

  #unreachable(cause: unknown): void {
    const reason = cause instanceof Error ? cause.message : String(cause);
    const message = `the job store cannot be used: ${reason}`;
    this.#host.broken((job) => new BrokenExecutor(message, { cause, started: job?.hasStarted === true }));
  }
}

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
import { PendingJob, type PendingJobOwner } from './PendingJob.js';
import { contentOf, keyMisused, PendingJobs } from './PendingJobs.js';
import { type CheckedQueueOptions, idOfKey, queueSubmitSchema } from './QueueSubmitOptions.js';
import { StoreClient } from './StoreClient.js';

/** Jobs in one message to the store; few, so that servers get the first ones soon. */
const mostInMessage = 200;
/** Messages in flight to the store; the other jobs wait here, where cancelling them costs nothing. */
const mostMessages = 8;

/** Settings of a {@link QueueRunner}. */
export interface QueueSettings extends RecordMaker {
  readonly store: JobStore;
  /** Greatest number of characters of a job's results. */
  readonly maxResult: number;
  /** Milliseconds between two look-ups of all pending jobs. */
  readonly reconcile: number;
  readonly onError: (error: unknown) => void;
  /** True if the store is closed with the executor. */
  readonly ownsStore: boolean;
}

/**
 * A runner whose workers are the servers of a queue: adds submitted jobs to the store at once, so that they outlive
 * this process, and settles them when the store reports their end.
 *
 *   queue ──▶ pending jobs ──add──▶ store ──ended──▶ pending job ──▶ job settled
 */
export class QueueRunner implements Runner, PendingJobOwner {
  readonly submitSchema = queueSubmitSchema;
  readonly #settings: QueueSettings;
  readonly #name = `f-${randomBytes(9).toString('base64url')}`;
  readonly #chunks = new ChunkSizes();
  #host!: RunnerHost;
  #pending!: PendingJobs;
  #client!: StoreClient;
  #awake = false;
  #workers = 0;
  #slots = 0;

  constructor(settings: QueueSettings) {
    this.#settings = settings;
  }

  attach(host: RunnerHost): void {
    this.#host = host;
    this.#pending = new PendingJobs(this.#settings, host, {
      resultsReceived: (pendingJob, { duration }) =>
        this.#chunks.learn(pendingJob.task, pendingJob.calls, duration, pendingJob.size),
      serving: (workers, slots) => {
        this.#workers = workers;
        this.#slots = slots;
      },
    });
    this.#client = new StoreClient(this.#settings, this.#pending, (error) => this.#storeFailed(error));
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

  /** Jobs in the store count as waiting; the number of free slots of the servers is unknown. */
  freeSlots(): number {
    return -this.#pending.index.waiting;
  }

  desiredInFlight(chunkSize: number): number {
    return 4 * Math.max(this.#slots, 4) * chunkSize;
  }

  suggestedChunkSize(task: AnyTask): number {
    return this.#chunks.of(taskName(task));
  }

  inFlight(): Job[] {
    return [...this.#pending.index].flatMap((pendingJob) => pendingJob.live());
  }

  /** A queue cannot address its servers: the task runs on one of them. */
  broadcast(make: () => Job): Job[] {
    const job = make();
    if (job.state === 'PENDING') this.#host.queue.push(job);
    this.notify();
    return [job];
  }

  workerCounts(): WorkerCounts {
    const busy = [...this.#pending.index].some(({ started }) => started);
    return { workers: this.#workers, idleWorkers: busy ? 0 : this.#workers };
  }

  /** Futures that were cancelled after their job had started. */
  get cancelledLate(): number {
    return this.#client.cancelledLate;
  }

  close(gone: () => void): void {
    this.#pending.reconciler.stop();
    this.#client.close().then(gone, (error: unknown) => {
      this.#settings.onError(error);
      gone();
    });
  }

  /** The remaining jobs have been aborted; their servers cannot be forced from here. */
  kill(): void {
    const cause = new ExecutorShutdownError();
    this.#pending.failAll(
      (job) => new BrokenExecutor('the executor was shut down', { cause, started: job.hasStarted }),
    );
  }

  started(pendingJob: PendingJob): void {
    this.#pending.index.started(pendingJob);
  }

  dropped(pendingJob: PendingJob, reason: unknown, started: boolean): void {
    if (!this.#pending.index.remove(pendingJob)) return;
    this.#client.withdraw(pendingJob, reason, started);
    this.#host.capacityFreed();
  }

  /** Sends one message per turn of the event loop, so that the previous one is in transit while the next is built. */
  #work(): void {
    this.#awake = false;
    if (this.#client.messagesInFlight < mostMessages && !this.#host.queue.empty) this.#sendSome();
    if (this.#client.messagesInFlight < mostMessages && !this.#host.queue.empty) this.notify();
    this.#host.capacityFreed();
  }

  #sendSome(): void {
    const maker = { ...this.#settings, progress: this.#host.bus.hasListeners };
    const records = [...this.#gather()].map(([id, jobs]) => recordOf(id, jobs, maker));
    const pendingJobs = records.filter((record) => record !== undefined).map((each) => this.#addPending(each));
    if (pendingJobs.length > 0) this.#client.send(pendingJobs, () => this.notify());
  }

  /** Takes the jobs of one message from the queue: single jobs, and the jobs of a chunk together, by id. */
  #gather(): Map<string, Job[]> {
    const chunks = new Map<string, Job[]>();
    let last: Job[] = [];
    while (chunks.size < mostInMessage) {
      const entry = this.#host.queue.peek();
      if (entry === undefined || (!isScheduledWork(entry) && chunks.has(this.idOf(entry)))) break;
      this.#host.queue.take();
      if (isScheduledWork(entry)) entry.callback();
      else if (entry.continuesChunk && mayShare(entry) && last.length > 0) last.push(entry);
      else if (!this.#isKnown(entry)) {
        last = [entry];
        chunks.set(this.idOf(entry), last);
      }
    }
    return chunks;
  }

  #addPending({ jobs, record, size }: NonNullable<ReturnType<typeof recordOf>>): PendingJob {
    const keyed = ((jobs[0] as Job).options as CheckedQueueOptions).idempotencyKey !== undefined;
    const content = keyed ? contentOf(record.task, record.payload) : undefined;
    const pendingJob = new PendingJob(this, record, jobs, content);
    pendingJob.size = size;
    this.#pending.add(pendingJob);
    return pendingJob;
  }

  /** Returns true if the job is known to be in the store: submitted before, here or elsewhere. Attaches it then. */
  #isKnown(job: Job): boolean {
    const id = this.idOf(job);
    const { jobId, idempotencyKey } = job.options as CheckedQueueOptions;
    if (jobId === undefined && idempotencyKey === undefined) return false;
    const known = this.#pending.index.get(id);
    if (known !== undefined) this.#join(known, job, jobId !== undefined);
    else if (jobId !== undefined) this.#attachTo(job, jobId);
    return known !== undefined || jobId !== undefined;
  }

  #join(known: PendingJob, job: Job, attached: boolean): void {
    const again = attached ? undefined : recordOf(known.id, [job], this.#settings)?.record;
    if (attached || known.content === undefined) known.join(job);
    else if (again !== undefined && contentOf(again.task, again.payload) === known.content) known.join(job);
    else job.fail(keyMisused());
  }

  /** Attaches a job to one that was submitted elsewhere. */
  #attachTo(job: Job, id: string): void {
    const pendingJob = new PendingJob(this, { id, task: job.name }, [job]);
    this.#pending.add(pendingJob);
    this.#client.follow(id);
  }

  #storeFailed(cause: unknown): void {
    const reason = cause instanceof Error ? cause.message : String(cause);
    const message = `the job store cannot be used: ${reason}`;
    this.#host.broken((job) => new BrokenExecutor(message, { cause, started: job?.hasStarted === true }));
  }
}

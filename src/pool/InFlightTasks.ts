import { type HostClaims, mostInFlight } from '../claims/Claims.js';
import { MemoryClaims } from '../claims/MemoryClaims.js';
import { NoClaims } from '../claims/NoClaims.js';
import type { Job, JobHolder } from '../executor/Job.js';
import type { RunnerHost } from '../executor/Runner.js';
import { encodeThrown } from '../protocol/encodeThrown.js';
import type { HostMessage } from '../protocol/messages/HostMessage.js';
import { RunTimes } from '../protocol/RunTimes.js';
import type { ConnectOperator, ProducerPort, StreamPort } from '../streams/ports.js';
import { AbortGraceTimers } from './AbortGraceTimers.js';
import type { RegisteredFunction } from './FunctionRegistry.js';
import type { InFlightLoad } from './InFlightPolicy.js';
import type { PoolSettings } from './PoolOptions.js';
import { type InFlightTask, SlotTable } from './SlotTable.js';
import type { SharedMedium, WorkerConnection } from './WorkerConnection.js';

/** Milliseconds of the extension for an aborted task while another task may be what blocks the worker. */
export const ambiguityGrace = 1000;

/**
 * Owns the tasks in flight to one worker, as the holder of their jobs. Each has a slot, which names it in the messages,
 * and a claim, on which the worker's start and the host's recall race. The slot is free again once the worker has
 * reported the task's outcome.
 */
export class InFlightTasks implements JobHolder, InFlightLoad {
  readonly workerId: number;
  readonly #connection: WorkerConnection;
  readonly #host: RunnerHost;
  readonly #settings: PoolSettings;
  readonly #capacityFreed: () => void;
  readonly #slots = new SlotTable(mostInFlight);
  readonly #claims: HostClaims;
  readonly #times: RunTimes;
  readonly #aborts: AbortGraceTimers;
  #lastReportAt = 0;
  #unresponsive = false;
  /**
   * True if every recallable task was recalled and none was added since: another recall would only scan all slots
   * again.
   */
  #recalled = false;
  /** True if a started task was found since the worker's last report. Used only while an event listener is attached. */
  #startsSynced = false;
  /** True once the worker has ended: then there is nothing to abort. */
  #ended = false;

  /** Calls `capacityFreed` when an abort changes what the worker accepts or which tasks are to be recalled from it. */
  constructor(
    workerId: number,
    connection: WorkerConnection,
    host: RunnerHost,
    settings: PoolSettings,
    capacityFreed: () => void,
  ) {
    this.workerId = workerId;
    this.#connection = connection;
    this.#host = host;
    this.#settings = settings;
    this.#capacityFreed = capacityFreed;
    const { medium } = connection;
    this.#claims = createClaims(medium);
    this.#times = medium.sharesMemory ? RunTimes.shared() : new RunTimes();
    this.#aborts = new AbortGraceTimers(host.backgroundClock, (slot, first) => this.#abortOverdue(slot, first));
  }

  /** The number of tasks in flight. */
  get count(): number {
    return this.#slots.count;
  }

  /** Estimated milliseconds of work in flight. */
  get cost(): number {
    return this.#slots.cost;
  }

  get full(): boolean {
    return this.#slots.full;
  }

  /** True if some of the tasks cannot have started: they wait behind others. */
  get someWait(): boolean {
    return this.#slots.count > this.#settings.tasksPerWorker && this.#claims.exact;
  }

  /** True while an aborted task has not ended: the tasks that wait behind it would be lost if the worker is killed. */
  get aborting(): boolean {
    return this.#aborts.any;
  }

  /** The memory that host and worker share, where they share some. */
  get memory(): { readonly claims: SharedArrayBuffer | undefined; readonly times: SharedArrayBuffer | undefined } {
    return { claims: this.#claims.memory, times: this.#times.memory };
  }

  /** Returns the entry in a slot if its job is still here. */
  outstandingAt(slot: number): InFlightTask | undefined {
    const entry = this.#slots.at(slot);
    return entry !== undefined && this.#holds(entry) ? entry : undefined;
  }

  /** Returns the entries in the order in which they were sent, those of recalled and settled jobs included. */
  inOrder(): InFlightTask[] {
    return this.#slots.inOrder();
  }

  /** Returns the entries whose jobs are still here, in the order in which they were sent. */
  outstanding(): InFlightTask[] {
    return this.inOrder().filter((entry) => this.#holds(entry));
  }

  /** Gives the job a slot and offers its claim. Its task leaves with the next batch. */
  add(job: Job, task: RegisteredFunction, cost: number, bound: boolean): void {
    const entry = this.#slots.add(job, task, cost, bound);
    this.#times.clear(entry.slot);
    this.#claims.offer(entry.slot, job.id);
    this.#recalled = false;
    job.handOver(this, entry.slot);
    if (this.#slots.count === 1) this.noteReport();
    this.#connection.batcher.add(entry);
  }

  /** Marks the sent jobs as started where no claim can show whether they have. */
  markSent(entries: readonly InFlightTask[]): void {
    if (this.#claims.exact) return;
    for (const entry of entries) {
      const { job } = entry;
      if (job.state !== 'PENDING') continue;
      if (job.hasObjects) entry.args = job.args;
      job.start();
    }
  }

  /** Fails a job that could not be sent. */
  refuse({ job, slot }: InFlightTask, error: unknown): void {
    this.#slots.delete(slot);
    job.release();
    job.fail(error);
  }

  /** Takes a job back, unless its task has started. */
  takeBack(job: Job): boolean {
    const entry = this.#entryOf(job);
    return entry !== undefined && this.#takeBack([entry]).length === 1;
  }

  /**
   * Recalls the tasks that have not started (and that `wanted` accepts), the youngest first; tasks bound to this worker
   * stay.
   */
  recall(wanted?: (job: Job) => boolean): Job[] {
    if (this.#recalled || !this.#claims.exact) return [];
    this.#recalled = wanted === undefined;
    return this.#takeBack(
      this.outstanding()
        .reverse()
        .filter(({ job, bound }) => !bound && job.state === 'PENDING' && wanted?.(job) !== false),
    );
  }

  /** Recalls the tasks whose claims the host wins; they have no holder afterwards. */
  #takeBack(entries: readonly InFlightTask[]): Job[] {
    const jobs = jobsIn(entries, this.#claims.takeBack(slotsOf(entries)));
    for (const job of jobs) job.release();
    return jobs;
  }

  /** Takes back the task of a job that was settled; if it runs, asks the worker to stop it. */
  stop(job: Job, reason: unknown): void {
    const entry = this.#entryOf(job);
    if (entry === undefined || (!this.#ended && this.#takeBack([entry]).length === 1)) return;
    entry.stopped = job.hasStarted;
    if (this.#ended || this.#claims.hasEnded(entry.slot)) return;
    this.#abort(entry, reason);
  }

  #abort({ job, slot }: InFlightTask, reason: unknown): void {
    const { batcher, clone } = this.#connection;
    this.#claims.requestAbort(slot);
    batcher.post({ kind: 'abort', slot, reason: encodeThrown(reason, clone, 'the abort reason') });
    this.#aborts.add(slot, job.options.abortGrace ?? this.#settings.abortGrace);
    this.#capacityFreed();
  }

  /**
   * Called when an aborted task has exceeded its grace period. If another task may be what blocks the worker, the
   * aborted task gets one extension; otherwise the worker is killed.
   */
  #abortOverdue(slot: number, first: boolean): void {
    if (this.#claims.hasEnded(slot)) return this.#capacityFreed();
    if (first && this.startIsAmbiguous && this.#severalMayRun) return this.#aborts.add(slot, ambiguityGrace, false);
    this.#connection.kill();
  }

  /** Marks a task as started, as the worker has reported. */
  start(slot: number): void {
    const entry = this.#slots.at(slot);
    if (entry === undefined) return;
    entry.args = undefined;
    if (entry.job.state === 'PENDING') entry.job.start();
  }

  /** Frees the slot of a task whose outcome the worker has reported. The job has to be detached before it settles. */
  release(slot: number): InFlightTask | undefined {
    const entry = this.#slots.at(slot);
    if (entry === undefined) return undefined;
    this.#slots.delete(slot);
    this.#aborts.delete(slot);
    this.#emitStopped(entry);
    return entry;
  }

  /** Detaches the job of a released entry from the worker. Returns true if its result is still wanted. */
  detach(entry: InFlightTask | undefined): entry is InFlightTask {
    if (entry === undefined || !this.#holds(entry)) return false;
    entry.job.release();
    return entry.job.state === 'PENDING' || entry.job.state === 'RUNNING';
  }

  /**
   * Called when the worker has ended: the aborted tasks have ended with it. The other entries stay until the pool has
   * failed or requeued their jobs.
   */
  end(): void {
    this.#ended = true;
    this.#aborts.clear();
    if (this.#host.bus.hasListeners) this.syncStarts();
    for (const entry of this.inOrder()) this.#emitStopped(entry);
  }

  /** Emits `stopped` for a task that has ended, if its job was settled while it ran. */
  #emitStopped({ job, slot, stopped }: InFlightTask): void {
    if (!stopped) return;
    this.#host.stopped(job, {
      worker: this.workerId,
      startedAt: this.#times.startedAt(slot),
      endedAt: this.#times.endedAt(slot),
    });
  }

  /** The time of the worker's last report on its tasks, by the executor's clock. */
  get lastReportAt(): number {
    return this.#lastReportAt;
  }

  /** True if the worker has reported nothing for too long, as {@link noteSilence} found. */
  get unresponsive(): boolean {
    return this.#unresponsive;
  }

  /** Records that the worker has reported something about its tasks. */
  noteReport(): void {
    this.#lastReportAt = this.#host.clock.now();
    this.#unresponsive = false;
    this.#startsSynced = false;
  }

  /** Records that the worker counts as unresponsive if it has tasks and has reported nothing since `lastReportAt`. */
  noteSilence(lastReportAt: number): void {
    this.#unresponsive = this.count > 0 && this.#lastReportAt === lastReportAt;
  }

  /** Returns the jobs that have started, or count as started. */
  startedJobs(): Job[] {
    const outstanding = this.outstanding();
    return jobsIn(outstanding, this.#claims.started(slotsOf(outstanding)));
  }

  /** Marks a job as started whose claim has started without a report. */
  syncStarted(job: Job): void {
    if (this.#entryOf(job) !== undefined && this.#claims.started([job.slot]).length > 0) job.start();
  }

  /** True if a task may have started without a report. Used only while an event listener is attached. */
  get mayHaveStarted(): boolean {
    return !this.#startsSynced && this.#claims.exact && this.count > 0;
  }

  /**
   * Marks the jobs as started whose claims have started without a report; without exact claims all of them were marked
   * when they were sent. Once a started job was found, the check need not be repeated before the worker's next report,
   * which its end brings; if none has started, it has to be repeated.
   */
  syncStarts(): void {
    for (const { job } of this.#claims.exact ? this.inOrder() : []) {
      this.syncStarted(job);
      const pending = job.state === 'PENDING';
      if (pending && job.holder === this) return;
      if (!pending) this.#startsSynced = true;
    }
  }

  /**
   * True if a task that counts as started may not have started: of a block of claims that is started together, only one
   * task runs.
   */
  get startIsAmbiguous(): boolean {
    return !this.#claims.exact || (this.#claims.inBlocks && this.#severalMayRun);
  }

  /** True if more tasks count as started, and are not known to have ended, than can run at once. */
  get #severalMayRun(): boolean {
    const started = this.#claims.started(slotsOf(this.inOrder()));
    return started.filter((slot) => !this.#claims.hasEnded(slot)).length > this.#settings.tasksPerWorker;
  }

  /** Returns the time at which the job's task started, if known. */
  taskStartedAt(job: Job): number | undefined {
    return this.#entryOf(job) === undefined ? undefined : this.#times.startedAt(job.slot);
  }

  streamPort({ slot }: Job): StreamPort {
    const { batcher } = this.#connection;
    return { request: (count) => batcher.post({ kind: 'request', slot, count }) };
  }

  operatorPort({ slot }: Job, connect: ConnectOperator): ProducerPort {
    const { batcher, clone } = this.#connection;
    const post = (message: HostMessage, transfer?: readonly Transferable[]): void => batcher.post(message, transfer);
    return connect({ slot, clone, post });
  }

  /**
   * Records reported start and end times: triples of slot, start and end. The clocks of two processes may differ a
   * little; times in the future are capped at the current time.
   */
  recordTimes(triples: ArrayLike<number>): void {
    if (triples.length === 0) return;
    const now = this.#host.clock.now();
    for (let i = 0; i + 2 < triples.length; i += 3) {
      this.#times.recordStart(triples[i] as number, Math.min(now, triples[i + 1] as number));
      this.#times.recordEnd(triples[i] as number, Math.min(now, triples[i + 2] as number));
    }
  }

  /** Records in a job where and when its task ran, before the slot is free. Used only while events have a listener. */
  recordRun(slot: number): void {
    const job = this.outstandingAt(slot)?.job;
    if (job === undefined) return;
    if (job.state === 'PENDING') job.start();
    job.run ??= { worker: this.workerId, startedAt: undefined, endedAt: undefined };
    job.run.startedAt ??= this.#times.startedAt(slot);
    job.run.endedAt = this.#times.endedAt(slot);
  }

  /** Returns true if the job is still in that slot. A recalled job may be on this worker again, in another slot. */
  #holds({ job, slot }: InFlightTask): boolean {
    return job.holder === this && job.slot === slot;
  }

  /**
   * Returns the job's entry. A job keeps its slot's number until its result settles it; by then the slot may hold
   * another job.
   */
  #entryOf(job: Job): InFlightTask | undefined {
    const entry = this.#slots.at(job.slot);
    return entry?.job === job ? entry : undefined;
  }
}

function slotsOf(entries: readonly InFlightTask[]): number[] {
  return entries.map(({ slot }) => slot);
}

/** Returns the jobs of the entries in these slots. */
function jobsIn(entries: readonly InFlightTask[], slots: readonly number[]): Job[] {
  const wanted = new Set(slots);
  return entries.filter(({ slot }) => wanted.has(slot)).map(({ job }) => job);
}

/** Returns claims in shared memory or in the transport's own medium; {@link NoClaims} where nothing is shared. */
function createClaims({ sharesMemory, claims }: SharedMedium): HostClaims {
  if (sharesMemory) return new MemoryClaims(new SharedArrayBuffer(mostInFlight * Int32Array.BYTES_PER_ELEMENT));
  return claims ?? new NoClaims();
}

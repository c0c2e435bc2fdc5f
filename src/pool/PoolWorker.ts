import { type HostClaims, mostInFlight } from '../claims/Claims.js';
import type { Job, JobHolder } from '../executor/Job.js';
import type { RunnerHost } from '../executor/Runner.js';
import { encodeThrown } from '../protocol/encodeThrown.js';
import type { HostMessage, NextMessage, WorkerMessage } from '../protocol/messages.js';
import { RunTimes } from '../protocol/RunTimes.js';
import type { Clone, StartTransport, Transport, TransportListener, WorkerEnd } from '../protocol/Transport.js';
import type { ProducerPort } from '../streams/ports.js';
import { AbortGraceTimers } from './AbortGraceTimers.js';
import { claimsOver } from './claimsOver.js';
import { EndDeadline } from './EndDeadline.js';
import { emitStopped } from './emitStopped.js';
import type { KnownTask } from './FunctionRegistry.js';
import { MessageBatcher } from './MessageBatcher.js';
import type { PoolSettings } from './PoolOptions.js';
import { producerPort } from './producerPort.js';
import { type InFlight, SlotTable } from './SlotTable.js';
import { doubtGrace, severalMayRun, startIsAmbiguous } from './startAmbiguity.js';

/**
 * Milliseconds that a terminated worker has to end. Nothing ends a thread inside a native call before that call
 * returns; after this time the worker counts as gone even if it still runs.
 */
export const terminationGrace = 500;

/**
 * The same for a worker that was sent SIGKILL as if by accident: the pool reports how it ended, so it waits longer for
 * the end.
 */
const signalGrace = 1500;

/** The reason that a worker could not be started. */
export interface StartFailure {
  readonly error: unknown;
  /** True if another try would end in the same way. */
  readonly hopeless: boolean;
}

/** The phases of a worker's life. */
export type WorkerPhase = 'starting' | 'ready' | 'closing' | 'killed' | 'gone';

/** The callbacks from a worker to its pool. */
export interface PoolWorkerListener {
  message(worker: PoolWorker, message: WorkerMessage): void;
  /** A message from the worker could not be decoded. */
  undecoded(worker: PoolWorker, error: unknown): void;
  ready(worker: PoolWorker): void;
  /** The worker could not start: its file did not load, or its initializer failed. */
  failed(worker: PoolWorker, stage: 'load' | 'initializer', error: unknown): void;
  /** The worker may accept more tasks. */
  capacityFreed(worker: PoolWorker): void;
  /** A task could not be sent, so its slot is free again. Called while tasks are being handed out. */
  refused(): void;
  gone(worker: PoolWorker, end: WorkerEnd): void;
  durations(fn: number, calls: number, milliseconds: number): void;
}

/** Returns the name of a worker, as shown in events, thread names and errors. */
export function workerName({ threadNamePrefix }: PoolSettings, id: number): string {
  return `${threadNamePrefix}_${id}`;
}

/** One worker as its pool sees it: its tasks in flight, their claims, and its phase. */
export class PoolWorker implements JobHolder {
  readonly workerId: number;
  readonly name: string;
  readonly slots = new SlotTable(mostInFlight);
  readonly claims: HostClaims;
  readonly times: RunTimes;
  readonly settings: PoolSettings;
  readonly host: RunnerHost;
  readonly listener: PoolWorkerListener;
  /** The time of its start, by the executor's clock. */
  readonly startedAt: number;
  readonly batcher = new MessageBatcher(
    (message, transfer) => this.#transport.post(message, transfer),
    (value) => this.#transport.clone(value),
    (entries) => this.#sent(entries),
    (entry, error) => this.#refused(entry, error),
  );
  /** Jobs for this worker only. */
  readonly pinned: Job[] = [];
  phase: WorkerPhase = 'starting';
  /** True if the worker takes no more tasks and is closed once its tasks in flight have ended. */
  retiring = false;
  /** True if the worker exceeded its memory limit: tasks that have not started are recalled for other workers. */
  overMemory = false;
  /** The time of its last report on its tasks, by the executor's clock. */
  lastActivityAt = 0;
  /** True if the worker has sent nothing for too long; set by the {@link UnresponsiveWorkerDetector}. */
  unresponsive = false;
  /**
   * True if the started tasks were synchronised since the worker's last report; used only while an event listener is
   * attached.
   */
  startsSynced = false;
  /** The error that the worker could not attribute to a task; its end mostly follows. */
  uncaughtError: { readonly error: unknown } | undefined;
  /** The announced content of the worker's next message, for the case that it fails to decode. */
  announced: NextMessage | undefined;
  /** The error of the last message that failed to decode without having been announced. */
  lastUndecoded: unknown;
  /** The reason that the worker could not be started, if it is being terminated for that. */
  startFailure: StartFailure | undefined;
  /** True if the worker counts as gone although it did not end when it was terminated. */
  abandoned = false;
  readonly #transport: Transport;
  readonly #endDeadline: EndDeadline;
  #given = 0;
  readonly #stopped: AbortGraceTimers;
  #tellsTimes = false;
  /**
   * True if every recallable task was recalled and none was added since: another recall would only scan all slots
   * again.
   */
  #recalled = false;

  constructor(
    id: number,
    host: RunnerHost,
    settings: PoolSettings,
    start: StartTransport,
    listener: PoolWorkerListener,
  ) {
    this.workerId = id;
    this.name = workerName(settings, id);
    this.startedAt = host.clock.now();
    this.host = host;
    this.settings = settings;
    this.listener = listener;
    this.#stopped = new AbortGraceTimers(host.backgroundClock, (slot, first) => this.#tooLong(slot, first));
    this.#endDeadline = new EndDeadline(host.backgroundClock, () => this.#abandon());
    this.#transport = start({ id, name: this.name }, this.#transportListener());
    this.claims = claimsOver(this.#transport);
    this.times = this.#transport.sharesMemory ? RunTimes.shared() : new RunTimes();
  }

  post(message: HostMessage, transfer?: readonly Transferable[]): void {
    this.batcher.say(message, transfer);
  }

  get clone(): Clone {
    return this.#transport.clone;
  }

  /** True if the worker takes tasks now. A worker that waits for an aborted task to end does not. */
  get accepts(): boolean {
    return this.phase === 'ready' && !this.retiring && !this.#stopped.any && !this.slots.full;
  }

  /** True once the pool has asked the worker to close, has killed it, or it has ended. */
  get ending(): boolean {
    return this.phase !== 'starting' && this.phase !== 'ready';
  }

  get idle(): boolean {
    return this.phase === 'ready' && !this.busy;
  }

  /** True if the worker has tasks whose outcome it has not reported. */
  get busy(): boolean {
    return this.slots.count > 0;
  }

  /** The number of tasks that could start at once. */
  get freeSlots(): number {
    if (this.phase === 'starting') return this.settings.tasksPerWorker - this.pinned.length;
    return this.accepts ? Math.max(0, this.settings.tasksPerWorker - this.slots.count) : 0;
  }

  /** Records that the worker reported something about its tasks. */
  noteActivity(): void {
    this.lastActivityAt = this.host.clock.now();
    this.unresponsive = false;
    this.startsSynced = false;
  }

  /** Returns the jobs in flight that have started, or count as started. */
  startedJobs(): Job[] {
    const held = this.slots.inOrder().filter((entry) => this.holds(entry));
    const slots = new Set(this.claims.started(held.map(({ slot }) => slot)));
    return held.filter(({ slot }) => slots.has(slot)).map(({ job }) => job);
  }

  /** True if an aborted task has not ended yet: the tasks that wait behind it would be lost if the worker is killed. */
  get lingers(): boolean {
    return this.#stopped.any;
  }

  /**
   * Returns true if the job is still in that slot. A job that was recalled may be on this worker again, in another
   * slot.
   */
  holds({ job, slot }: InFlight): boolean {
    return job.holder === this && job.slot === slot;
  }

  /** Gives the job a slot and offers its claim. The task leaves with the next {@link send}. */
  give(job: Job, task: KnownTask, cost: number, bound: boolean): void {
    const entry = this.slots.add(job, task, cost, bound);
    this.times.clear(entry.slot);
    this.claims.offer(entry.slot, job.id);
    this.#recalled = false;
    job.handOver(this, entry.slot);
    this.#given += 1;
    if (this.#given >= this.settings.maxTasksPerChild) this.retiring = true;
    if (this.slots.count === 1) this.noteActivity();
    this.batcher.add(entry);
  }

  send(): void {
    const tell = this.host.bus.hasListeners && this.times.memory === undefined;
    if (tell !== this.#tellsTimes) {
      this.#tellsTimes = tell;
      this.post({ kind: 'reportTimes', tell });
    }
    this.batcher.send();
  }

  taskStartedAt(job: Job): number | undefined {
    return this.#entryOf(job) === undefined ? undefined : this.times.startedAt(job.slot);
  }

  syncStarted(job: Job): void {
    if (this.#entryOf(job) !== undefined && this.claims.started([job.slot]).length > 0) job.start();
  }

  takeBack(job: Job): boolean {
    if (job.slot < 0) return this.#unpin(job);
    const entry = this.#entryOf(job);
    return entry !== undefined && this.#takeBack([entry]).length === 1;
  }

  stop(job: Job, reason: unknown): void {
    if (this.phase === 'gone') return;
    if (job.slot < 0) return void this.#unpin(job);
    const entry = this.#entryOf(job);
    if (entry === undefined || this.takeBack(job)) return;
    entry.stopped = job.hasStarted;
    if (this.claims.hasEnded(job.slot)) return;
    this.claims.requestAbort(entry.slot);
    this.post({
      kind: 'abort',
      slot: entry.slot,
      reason: encodeThrown(reason, this.#transport.clone, 'the abort reason'),
    });
    this.#stopped.add(entry.slot, job.options.abortGrace ?? this.settings.abortGrace);
    this.listener.capacityFreed(this);
  }

  producerPort({ slot }: Job): ProducerPort {
    return producerPort((message, transfer) => this.post(message, transfer), this.#transport.clone, slot);
  }

  /**
   * Called when an aborted task has exceeded its grace period. If another task may be what blocks the worker, the
   * aborted task gets one extension; otherwise the worker is killed.
   */
  #tooLong(slot: number, patience: boolean): void {
    if (this.claims.hasEnded(slot)) return this.listener.capacityFreed(this);
    if (patience && startIsAmbiguous(this) && severalMayRun(this)) {
      return this.#stopped.add(slot, doubtGrace, false);
    }
    this.kill();
  }

  /** Frees the slot of a task whose outcome the worker has reported. */
  release(slot: number): InFlight | undefined {
    const entry = this.slots.at(slot);
    if (entry === undefined) return undefined;
    this.slots.delete(slot);
    this.#stopped.delete(slot);
    emitStopped(this, entry);
    return entry;
  }

  /**
   * Recalls the tasks that have not started (and that `wanted` accepts), the youngest first; tasks bound to this worker
   * stay.
   */
  recall(wanted?: (job: Job) => boolean): Job[] {
    if (this.#recalled) return [];
    this.#recalled = wanted === undefined;
    const entries = this.slots.inOrder().reverse();
    return this.#takeBack(
      entries.filter((entry) => {
        const { job, bound } = entry;
        return !bound && this.holds(entry) && job.state === 'PENDING' && wanted?.(job) !== false;
      }),
    );
  }

  /** Recalls the tasks whose claims the host wins; they have no holder afterwards. */
  #takeBack(entries: readonly InFlight[]): Job[] {
    const slots = new Set(this.claims.takeBack(entries.map(({ slot }) => slot)));
    const jobs = entries.filter(({ slot }) => slots.has(slot)).map(({ job }) => job);
    for (const job of jobs) job.release();
    return jobs;
  }

  /** Asks the worker to close. Call it only when the worker has no tasks; kills one that is not ready. */
  close(): void {
    if (this.phase !== 'ready') return this.kill();
    this.phase = 'closing';
    this.post({ kind: 'close' });
  }

  /** Ends the worker by a signal, as if by accident: the pool treats its end as unexpected. */
  signal(signal: 'SIGTERM' | 'SIGKILL'): void {
    if (this.phase === 'gone') return;
    this.#transport.terminate(signal);
    if (signal === 'SIGKILL') this.#endDeadline.start(signalGrace);
  }

  /** Terminates the worker, even in the middle of a task. */
  kill(): void {
    if (this.phase === 'gone') return;
    this.phase = 'killed';
    this.#transport.terminate();
    this.#endDeadline.start(terminationGrace);
  }

  /** Terminates the worker because it could not be started. */
  failStart(error: unknown, hopeless: boolean): void {
    if (this.phase !== 'starting') return;
    this.startFailure = { error, hopeless };
    this.kill();
  }

  /**
   * Returns the job's entry. A job keeps its slot's number until its result settles it; by then the slot may hold
   * another job.
   */
  #entryOf(job: Job): InFlight | undefined {
    const entry = this.slots.at(job.slot);
    return entry?.job === job ? entry : undefined;
  }

  #unpin(job: Job): boolean {
    const at = this.pinned.indexOf(job);
    if (at >= 0) this.pinned.splice(at, 1);
    job.release();
    return true;
  }

  /** Marks the sent jobs as started where no claim can show whether they have. */
  #sent(entries: readonly InFlight[]): void {
    if (this.claims.exact) return;
    for (const entry of entries) {
      const { job } = entry;
      if (job.state !== 'PENDING') continue;
      if (job.hasObjects) entry.args = job.args;
      job.start();
    }
  }

  #refused(entry: InFlight, error: unknown): void {
    const { job } = entry;
    this.slots.delete(entry.slot);
    job.release();
    this.listener.refused();
    job.fail(error);
  }

  #transportListener(): TransportListener {
    return {
      message: (message) => {
        if (this.phase === 'gone') return;
        this.announced = undefined;
        this.listener.message(this, message);
      },
      messageError: (error) => {
        if (this.phase === 'gone') return;
        this.listener.undecoded(this, error);
        this.announced = undefined;
      },
      exit: (end) => this.#gone({ ...end, ...this.uncaughtError }),
    };
  }

  #abandon(): void {
    this.abandoned = true;
    this.#gone({});
  }

  #gone(end: WorkerEnd): void {
    if (this.phase === 'gone') return;
    this.#endDeadline.stop();
    this.#stopped.clear();
    this.listener.gone(this, end);
  }
}

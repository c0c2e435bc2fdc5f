import { type HostClaims, mostInFlight } from '../claims/Claims.js';
import type { Job, JobHolder } from '../executor/Job.js';
import type { RunnerHost } from '../executor/Runner.js';
import { encodeThrown } from '../protocol/encodeThrown.js';
import type { HostMessage, NextMessage, WorkerMessage } from '../protocol/messages.js';
import { RunTimes } from '../protocol/RunTimes.js';
import type { Clone, StartTransport, Transport, TransportListener, WorkerEnd } from '../protocol/Transport.js';
import type { ProducerPort } from '../streams/ProducerPort.js';
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
 * Milliseconds that a terminated worker has to end. Nothing ends a thread inside a native call before that call returns;
 * after this time it counts as gone, whatever it does.
 */
export const terminationGrace = 500;

/** The same for a worker that was sent SIGKILL as if by accident: how it ended is reported, and so is worth waiting for. */
const signalGrace = 1500;

/** Why a worker could not be started. */
export interface StartFailure {
  readonly error: unknown;
  /** Whether another try would end in the same way. */
  readonly hopeless: boolean;
}

/** Where a worker stands in its life. */
export type WorkerPhase = 'starting' | 'ready' | 'closing' | 'killed' | 'gone';

/** What a worker tells its pool. */
export interface PoolWorkerListener {
  message(worker: PoolWorker, message: WorkerMessage): void;
  /** A message of it could not be decoded. */
  undecoded(worker: PoolWorker, error: unknown): void;
  ready(worker: PoolWorker): void;
  /** It could not start: its file did not load, or its initializer failed. */
  failed(worker: PoolWorker, stage: 'load' | 'initializer', error: unknown): void;
  /** There may be room for more tasks. */
  capacityFreed(worker: PoolWorker): void;
  /** A task could not be sent, so its place is free again; told while tasks are being handed out. */
  refused(): void;
  gone(worker: PoolWorker, end: WorkerEnd): void;
  durations(fn: number, calls: number, milliseconds: number): void;
}

/** Returns the name of a worker: for the events, its thread and its errors. */
export function workerName({ threadNamePrefix }: PoolSettings, id: number): string {
  return `${threadNamePrefix}_${id}`;
}

/** One worker as its pool sees it: what is in flight, what it was told, and how it stands. */
export class PoolWorker implements JobHolder {
  readonly workerId: number;
  readonly name: string;
  readonly slots = new SlotTable(mostInFlight);
  readonly claims: HostClaims;
  readonly times: RunTimes;
  readonly settings: PoolSettings;
  readonly host: RunnerHost;
  readonly listener: PoolWorkerListener;
  /** When it was started: the executor's time. */
  readonly startedAt: number;
  readonly batcher = new MessageBatcher(
    (message, transfer) => this.#transport.post(message, transfer),
    (value) => this.#transport.clone(value),
    (entries) => this.#sent(entries),
    (entry, error) => this.#refused(entry, error),
  );
  /** Jobs for this worker and no other. */
  readonly pinned: Job[] = [];
  phase: WorkerPhase = 'starting';
  /** It takes no more tasks, and is let go when those it has are done. */
  retiring = false;
  /** It has outgrown its memory: what has not begun is better run elsewhere. */
  overMemory = false;
  /** When it last said anything about its tasks: the executor's time. */
  lastActivityAt = 0;
  /** It has been quiet for longer than its tasks should take; the {@link StalledJobScanner} says so. */
  unresponsive = false;
  /** It was looked at what has begun here since it spoke last; only while somebody listens. */
  startsSynced = false;
  /** The error that it could not attribute to a task, soon to be its end. */
  uncaughtError: { readonly error: unknown } | undefined;
  /** What the worker's next message holds, should it fail to decode. */
  announced: NextMessage | undefined;
  /** Why the last message failed to decode that nothing was known of. */
  lastUndecoded: unknown;
  /** Why it could not be started, if it is being terminated for that. */
  startFailure: StartFailure | undefined;
  /** Whether it counts as gone although it did not end when it was terminated. */
  abandoned = false;
  readonly #transport: Transport;
  readonly #endDeadline: EndDeadline;
  #given = 0;
  readonly #stopped: AbortGraceTimers;
  #tellsTimes = false;
  /** Whether all that could be taken back has been: asking again before there is more would cost a look at everything. */
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

  /** Whether it takes tasks at all just now. One that is waiting for a stopped task to end does not. */
  get accepts(): boolean {
    return this.phase === 'ready' && !this.retiring && !this.#stopped.any && !this.slots.full;
  }

  /** Whether it was told to go, and is on its way. */
  get ending(): boolean {
    return this.phase !== 'starting' && this.phase !== 'ready';
  }

  get idle(): boolean {
    return this.phase === 'ready' && !this.busy;
  }

  /** Whether it has tasks that it has not told the end of. */
  get busy(): boolean {
    return this.slots.count > 0;
  }

  /** How many tasks could begin at once. */
  get freeSlots(): number {
    if (this.phase === 'starting') return this.settings.tasksPerWorker - this.pinned.length;
    return this.accepts ? Math.max(0, this.settings.tasksPerWorker - this.slots.count) : 0;
  }

  /** It said something about its tasks. */
  noteActivity(): void {
    this.lastActivityAt = this.host.clock.now();
    this.unresponsive = false;
    this.startsSynced = false;
  }

  /** What has begun of what it holds, or counts as begun. */
  startedJobs(): Job[] {
    const held = this.slots.inOrder().filter((entry) => this.holds(entry));
    const slots = new Set(this.claims.started(held.map(({ slot }) => slot)));
    return held.filter(({ slot }) => slots.has(slot)).map(({ job }) => job);
  }

  /** Whether a stopped task has not ended yet: what waits behind it might end with it. */
  get lingers(): boolean {
    return this.#stopped.any;
  }

  /** Whether the job is still in that slot. One that was taken back may be here again, in another. */
  holds({ job, slot }: InFlight): boolean {
    return job.holder === this && job.slot === slot;
  }

  /** Hands a task over. It leaves with the next {@link send}. */
  give(job: Job, task: KnownTask, cost: number, bound: boolean): void {
    const entry = this.slots.add(job, task, cost, bound);
    this.times.clear(entry.slot);
    this.claims.offer(entry.slot, job.id);
    this.#recalled = false;
    job.holder = this;
    job.slot = entry.slot;
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

  /** A stopped task had its time. Another may be to blame, before which its answer waits: if in doubt, it waits some more. */
  #tooLong(slot: number, patience: boolean): void {
    if (this.claims.hasEnded(slot)) return this.listener.capacityFreed(this);
    if (patience && startIsAmbiguous(this) && severalMayRun(this)) {
      return this.#stopped.add(slot, doubtGrace, false);
    }
    this.kill();
  }

  /** The worker has said what became of the task: its slot is free. */
  release(slot: number): InFlight | undefined {
    const entry = this.slots.at(slot);
    if (entry === undefined) return undefined;
    this.slots.delete(slot);
    this.#stopped.delete(slot);
    emitStopped(this, entry);
    return entry;
  }

  /** Takes back what has not begun (and is wanted), the youngest first; what is bound to this worker stays. */
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

  /** Those that it gets are nobody's from here on. */
  #takeBack(entries: readonly InFlight[]): Job[] {
    const slots = new Set(this.claims.takeBack(entries.map(({ slot }) => slot)));
    const jobs = entries.filter(({ slot }) => slots.has(slot)).map(({ job }) => job);
    for (const job of jobs) {
      job.holder = undefined;
      job.slot = -1;
    }
    return jobs;
  }

  /** Lets the worker go; it has nothing to do. */
  close(): void {
    if (this.phase !== 'ready') return this.kill();
    this.phase = 'closing';
    this.post({ kind: 'close' });
  }

  /** Lets the system end it: for all that is known here, nobody had asked for that. */
  signal(signal: 'SIGTERM' | 'SIGKILL'): void {
    if (this.phase === 'gone') return;
    this.#transport.terminate(signal);
    if (signal === 'SIGKILL') this.#endDeadline.start(signalGrace);
  }

  /** Ends the worker, whatever it is doing. */
  kill(): void {
    if (this.phase === 'gone') return;
    this.phase = 'killed';
    this.#transport.terminate();
    this.#endDeadline.start(terminationGrace);
  }

  /** Ends the worker because it could not be started. */
  failStart(error: unknown, hopeless: boolean): void {
    if (this.phase !== 'starting') return;
    this.startFailure = { error, hopeless };
    this.kill();
  }

  /** An answered job keeps its slot's number until it is settled; by then the slot may be another's. */
  #entryOf(job: Job): InFlight | undefined {
    const entry = this.slots.at(job.slot);
    return entry?.job === job ? entry : undefined;
  }

  #unpin(job: Job): boolean {
    const at = this.pinned.indexOf(job);
    if (at >= 0) this.pinned.splice(at, 1);
    job.holder = undefined;
    return true;
  }

  /** Where nobody here can know whether it has begun, it counts as begun. */
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
    job.holder = undefined;
    job.slot = -1;
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

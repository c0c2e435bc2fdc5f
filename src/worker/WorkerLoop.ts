import type { Claimed, WorkerClaims } from '../claims/Claims.js';
import { MemoryClaims } from '../claims/MemoryClaims.js';
import { UnsharedClaims } from '../claims/UnsharedClaims.js';
import { decodeThrown } from '../protocol/decodeThrown.js';
import { encodeThrown } from '../protocol/encodeThrown.js';
import type { AnnounceMessage } from '../protocol/messages/AnnounceMessage.js';
import type { StartStage } from '../protocol/messages/FailedMessage.js';
import type { HostMessage } from '../protocol/messages/HostMessage.js';
import type { InitMessage } from '../protocol/messages/InitMessage.js';
import type { InputMessage } from '../protocol/messages/InputMessage.js';
import type { RequestMessage } from '../protocol/messages/RequestMessage.js';
import type { SentTask, TasksMessage } from '../protocol/messages/TasksMessage.js';
import { RunTimes } from '../protocol/RunTimes.js';
import { undecodable } from '../protocol/serializationError.js';
import type { Port } from '../protocol/Transport.js';
import { longestTurn } from '../time/EventLoop.js';
import { SpinWait } from '../time/SpinWait.js';
import { CallContext } from './CallContext.js';
import type { TaskFunction } from './exportedTask.js';
import { MemoryWatch } from './MemoryWatch.js';
import type { MessageWait } from './MessageWait.js';
import { ProgressReports } from './ProgressReports.js';
import { ResultBatcher } from './ResultBatcher.js';
import { type CallHost, RunningCall } from './RunningCall.js';
import { RunningCalls } from './RunningCalls.js';
import { resolveTask } from './resolveTask.js';
import { type TaskEntry, TaskFunctions } from './TaskFunctions.js';
import { TaskInbox } from './TaskInbox.js';
import type { WorkerPlatform } from './WorkerPlatform.js';

/** Milliseconds from which on the start of a task is worth a message. */
const longStart = 0.5;
/** Greatest number of tasks, and milliseconds in all, that are started at once where a start costs a file operation. */
const mostInBlock = 8;
const longestBlock = 0.05;

/**
 * The worker's end of a pool:
 *
 *   messages ──▶ inbox ──claim──▶ call ──▶ results ──▶ messages
 *
 * Starts tasks in the order they arrived, up to `tasksPerWorker` at once, and skips those that the host recalled. Results
 * are sent at the end of the batch, and before the next task once half a millisecond has passed.
 */
export class WorkerLoop {
  readonly #port: Port;
  readonly #platform: WorkerPlatform;
  readonly #inbox = new TaskInbox();
  readonly #functions: TaskFunctions;
  readonly #progress: ProgressReports;
  readonly #memory: MemoryWatch;
  readonly #results: ResultBatcher;
  readonly #wait: MessageWait;
  readonly #running = new RunningCalls();
  // Set by the first message.
  #claims!: WorkerClaims;
  #times!: RunTimes;
  #callHost!: CallHost;
  #context!: CallContext;
  #tasksPerWorker!: number;
  #finalizer: TaskFunction | undefined;
  /** True if the host wants start and end times; where memory is shared it reads them there. */
  #reportTimes = false;
  #received = 0;
  /** The announced content of the host's next message, for the case that it fails to decode. */
  #announced: AnnounceMessage | undefined;
  #working = false;

  constructor(port: Port, platform: WorkerPlatform, wait: MessageWait = new SpinWait(platform)) {
    this.#port = port;
    this.#platform = platform;
    this.#functions = new TaskFunctions(platform);
    this.#progress = new ProgressReports(port, platform);
    this.#memory = new MemoryWatch(port, platform);
    this.#results = new ResultBatcher(port, () => this.#beforeResults());
    this.#wait = wait;
  }

  /** Starts to listen for messages. */
  start(): void {
    this.#port.listen(
      (message) => {
        this.#wait.messageArrived();
        this.#receive(message);
        this.#pollMessages();
      },
      (error) => this.#undecoded(error),
    );
  }

  /**
   * Handles a message that could not be decoded. If it held a value for a stream, that stream fails; otherwise the host
   * fails or resends the tasks in it.
   */
  #undecoded(error: unknown): void {
    const ordinal = this.#received++;
    const announced = this.#announced;
    this.#announced = undefined;
    if (announced !== undefined) return this.#failStream(announced, error);
    this.#port.post({ kind: 'decodeFailed', ordinal, error: encodeThrown(error, this.#port.clone) }, []);
  }

  /** Reports that the worker cannot serve, by default because its own file did not load. */
  failToStart(error: unknown, stage: StartStage = 'load'): void {
    this.#port.post({ kind: 'failed', stage, error: encodeThrown(error, this.#port.clone) }, []);
  }

  /** Reports an error that belongs to no call, after the results known so far, since the worker is about to end. */
  uncaughtError(error: unknown): void {
    this.flush();
    this.#port.post({ kind: 'uncaughtError', error: encodeThrown(error, this.#port.clone) }, []);
  }

  flush(): void {
    this.#running.flush();
    this.#progress.flush();
    this.#results.flush(this.#platform.now());
  }

  #receive(message: HostMessage): void {
    this.#received += 1;
    this.#announced = undefined;
    this.#handle(message);
  }

  #failStream({ slot, part }: AnnounceMessage, error: unknown): void {
    const call = this.#running.get(slot);
    if (call !== undefined) this.#context.run(call.current, () => call.failStream(undecodable(undefined, part, error)));
  }

  /** Handles messages that arrive at once, but not for longer than one turn, so that timers and I/O run in time. */
  #pollMessages(): void {
    const startedAt = this.#platform.now();
    while (this.#inbox.empty && this.#running.allWait && this.#platform.now() - startedAt < longestTurn) {
      const message = this.#wait.stay();
      if (message === undefined) return;
      this.#receive(message);
    }
  }

  #handle(message: HostMessage): void {
    switch (message.kind) {
      case 'init':
        return void this.#initialize(message);
      case 'announce':
        this.#announced = message;
        return;
      case 'functions':
        return this.#functions.learn(message.specs);
      case 'tasks':
        return this.#accept(message);
      case 'abort':
        return this.#abort(message.slot, decodeThrown(message.reason));
      case 'request':
      case 'input':
        return this.#passToStream(message);
      case 'reportTimes':
        this.#reportTimes = message.enabled;
        return;
      case 'check':
        return this.#reportGone(message.slots);
      case 'close':
        return void this.#close();
    }
  }

  #accept(message: TasksMessage): void {
    this.#inbox.push(message);
    this.#work();
  }

  async #initialize(message: InitMessage): Promise<void> {
    const { worker, claims, times, tasksPerWorker, maxMemory, initializer, initArgs, finalizer } = message;
    this.#times = new RunTimes(times);
    this.#claims = claims === undefined ? (this.#port.claims ?? new UnsharedClaims()) : new MemoryClaims(claims);
    this.#callHost = {
      port: this.#port,
      worker,
      claims: this.#claims,
      eventLoop: this.#platform,
      progress: this.#progress,
    };
    this.#tasksPerWorker = tasksPerWorker;
    this.#memory.limit(maxMemory);
    this.#context = new CallContext(tasksPerWorker > 1);
    let stage: StartStage = 'initializer';
    try {
      if (initializer !== undefined) await (await resolveTask(initializer, this.#platform))(...initArgs);
      stage = 'finalizer';
      if (finalizer !== undefined) this.#finalizer = await resolveTask(finalizer, this.#platform);
      this.#port.post({ kind: 'ready' }, []);
    } catch (error) {
      this.failToStart(error, stage);
    }
  }

  /** Runs the finalizer, and exits. */
  async #close(): Promise<void> {
    try {
      await this.#finalizer?.();
      this.flush();
    } catch (error) {
      this.uncaughtError(error);
    }
    this.#platform.exit(0);
  }

  /** Starts the tasks that may start. Synchronous calls end within the loop. */
  #work(): void {
    if (this.#working) return;
    this.#working = true;
    const turnStartedAt = this.#platform.now();
    let now = turnStartedAt;
    while (!this.#inbox.empty && this.#running.size < this.#tasksPerWorker && now - turnStartedAt < longestTurn) {
      if (this.#results.due(now)) this.#results.flush(now);
      now = this.#startTask(this.#inbox.take() as SentTask, now);
    }
    this.#working = false;
    this.#results.flush(now);
    if (!this.#inbox.empty && this.#running.size < this.#tasksPerWorker)
      this.#platform.yieldToEventLoop(() => this.#work());
  }

  /** Starts the task unless the host recalled it; returns the time afterwards. */
  #startTask(task: SentTask, now: number): number {
    const entry = this.#functions.entry(task.fn);
    const startedAt = this.#platform.timeOrigin + now;
    this.#times.recordStart(task.slot, startedAt);
    if (!this.#claims.start(task, () => this.#following(task, entry))) {
      this.#results.skip(task.slot);
      return now;
    }
    const call = new RunningCall(task, this.#callHost);
    if (this.#isWorthReporting(task, entry)) {
      this.#results.started(task.slot);
      if (this.#reportTimes) this.#results.recordTimes(task.slot, startedAt, 0);
      this.#results.flush(now);
    }
    if (entry.fn === undefined) void this.#loadAndCall(call, entry);
    else this.#call(call, entry, entry.fn, now);
    return this.#platform.now();
  }

  /** Returns the tasks after this one that are expected to be as short; they are started together with it. */
  #following({ fn, note }: SentTask, { lastCall }: TaskEntry): Claimed[] {
    if (lastCall === undefined || note !== undefined) return [];
    return this.#inbox.next(fn, Math.min(mostInBlock, Math.floor(longestBlock / lastCall)) - 1);
  }

  #isWorthReporting(task: SentTask, entry: TaskEntry): boolean {
    if (task.note?.reportStart === true) return true;
    return entry.lastCall === undefined || entry.lastCall >= longStart;
  }

  async #loadAndCall(call: RunningCall, entry: TaskEntry): Promise<void> {
    this.#running.set(call.task.slot, call);
    try {
      const fn = await this.#functions.load(entry);
      call.current().throwIfAborted();
      this.#running.delete(call.task.slot);
      this.#call(call, entry, fn, this.#platform.now());
      if (!this.#running.has(call.task.slot)) this.#startNext();
    } catch (error) {
      this.#end(call.task.slot, this.#platform.now());
      this.#results.fail(call.task.slot, error);
      this.#startNext(call);
    }
  }

  #call(call: RunningCall, entry: TaskEntry, fn: TaskFunction, startedAt: number): void {
    let result: unknown;
    let pending: boolean;
    try {
      result = this.#context.run(call.current, () => call.invoke(fn, call.task.args));
      pending = call.pends(result);
    } catch (error) {
      this.#ended(call, entry, startedAt);
      return this.#results.fail(call.task.slot, this.#functions.explain(entry, error));
    }
    if (pending) return void this.#await(call, entry, result, startedAt);
    this.#ended(call, entry, startedAt);
    this.#results.succeed(call.task.slot, result);
  }

  async #await(call: RunningCall, entry: TaskEntry, result: unknown, startedAt: number): Promise<void> {
    const { slot } = call.task;
    this.#running.set(slot, call);
    this.#context.stay(call.current);
    try {
      const value = await this.#context.run(call.current, () => call.follow(result));
      this.#ended(call, entry, startedAt);
      this.#results.succeed(slot, value);
    } catch (error) {
      this.#ended(call, entry, startedAt);
      this.#results.fail(slot, this.#functions.explain(entry, error));
    }
    this.#startNext(call);
  }

  #ended(call: RunningCall, entry: TaskEntry, startedAt: number): void {
    const now = this.#platform.now();
    entry.lastCall = now - startedAt;
    this.#end(call.task.slot, now);
    this.#context.leave(call.current);
    if (call.stream === undefined) this.#results.recordDuration(call.task.fn, entry.lastCall);
  }

  #end(slot: number, now: number): void {
    const time = this.#platform.timeOrigin + now;
    this.#times.recordEnd(slot, time);
    this.#claims.end(slot);
    if (this.#reportTimes) this.#results.recordTimes(slot, this.#times.startedAt(slot) ?? time, time);
  }

  /** Called when an asynchronous call has ended: the next task may start. */
  #startNext(call?: RunningCall): void {
    if (call !== undefined) this.#running.delete(call.task.slot);
    if (!this.#inbox.empty) return this.#work();
    this.#results.flush(this.#platform.now());
    this.#pollMessages();
  }

  /** Sends what the host needs before the results: progress values, and whether the memory limit is exceeded. */
  #beforeResults(): void {
    this.#progress.flush();
    this.#memory.check();
  }

  #abort(slot: number, reason: unknown): void {
    const call = this.#running.get(slot);
    if (call !== undefined) this.#context.run(call.current, () => call.abort(reason));
    else if (this.#inbox.has(slot)) this.#claims.skip(slot);
  }

  /** Passes a message from the consumer to its stream, unless that has ended. */
  #passToStream(message: RequestMessage | InputMessage): void {
    const call = this.#running.get(message.slot);
    if (call !== undefined) this.#context.run(call.current, () => call.receive(message));
  }

  #reportGone(slots: readonly number[]): void {
    this.flush();
    const waiting = this.#inbox.slots();
    const gone = slots.filter((slot) => !waiting.has(slot) && !this.#running.has(slot));
    this.#port.post({ kind: 'gone', ordinal: this.#received - 1, slots: gone }, []);
  }
}

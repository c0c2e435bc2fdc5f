import { ExecutorShutdownError } from '../errors/ExecutorShutdownError.js';
import { deliveringSource, type PausableSource } from '../streams/PausableSource.js';
import type { AcceptedWork } from './AcceptedWork.js';
import type { HostProcess } from './HostProcess.js';
import type { ActivityListener } from './Integration.js';
import type { Job } from './Job.js';

/** Makes the error of a job, or of `submit` without one, in an executor that is broken. */
export type BrokenError = (job: Job | undefined) => Error;

/**
 * The life of an executor: it is open, then shut down, then drained; or it is broken. Decides which work is accepted, and
 * keeps accepted work that is not a task.
 */
export class Lifecycle {
  /** The receivers of the results of this executor's streams. */
  readonly receivers = new WeakSet<PausableSource>();
  activity: ActivityListener | undefined;
  readonly #process: HostProcess | undefined;
  readonly #idle: () => boolean;
  readonly #accepted = new Set<AcceptedWork>();
  #delivering = false;
  #shutdown = false;
  #brokenBy: BrokenError | undefined;
  #hasDrained = false;
  #onDrained: (() => void) | undefined;

  /** `idle` returns true when no task is left. */
  constructor(process: HostProcess | undefined, idle: () => boolean) {
    this.#process = process;
    this.#idle = idle;
  }

  /**
   * Throws the errors of `submit`: broken is checked before shut down, as in Python. `thorough` also covers `exit`
   * listeners of the process that run before the library's own, which costs more.
   */
  checkOpen(thorough = true): void {
    if (thorough) this.#process?.checkExit();
    this.checkNotBroken();
    if (this.#shutdown) throw new ExecutorShutdownError();
    if (this.#isExiting) throw new ExecutorShutdownError('cannot schedule new work: the process is exiting');
  }

  checkNotBroken(): void {
    if (this.#brokenBy !== undefined) throw this.#brokenBy(undefined);
  }

  /** True while the executor accepts new work. */
  get isOpen(): boolean {
    return !this.#shutdown && this.#brokenBy === undefined && !this.#isExiting;
  }

  get isBroken(): boolean {
    return this.#brokenBy !== undefined;
  }

  get isShutDown(): boolean {
    return this.#shutdown;
  }

  /**
   * True when accepted work may accept one more value: also after the shutdown, while other accepted work is delivering
   * that value, as when one `mapOn` follows another.
   */
  get acceptsValues(): boolean {
    if (this.isOpen) return true;
    if (this.#brokenBy !== undefined || this.#hasDrained || this.#isExiting) return false;
    const source = deliveringSource();
    return this.#delivering || (source !== undefined && this.receivers.has(source));
  }

  /** Runs the function that delivers a result of accepted work. */
  deliver(fn: () => void): void {
    if (this.isOpen) return fn();
    const outer = this.#delivering;
    this.#delivering = true;
    try {
      fn();
    } finally {
      this.#delivering = outer;
    }
  }

  /** Registers accepted work until it is released. The caller checks first that new work is accepted. */
  accept(work: AcceptedWork): void {
    this.#accepted.add(work);
    if (work.busy) this.activity?.busy();
  }

  release(work: AcceptedWork): void {
    if (this.#accepted.delete(work)) this.checkDrained();
  }

  /** Returns the accepted work that is not a task, or not yet. */
  get accepted(): AcceptedWork[] {
    return [...this.#accepted];
  }

  /** Refuses new work from now on. */
  shutDown(): void {
    this.#shutdown = true;
  }

  /** Refuses all work from now on. Returns false if it was broken before. */
  break(error: BrokenError): boolean {
    if (this.#brokenBy !== undefined) return false;
    this.#brokenBy = error;
    return true;
  }

  /** Calls back, once, when all accepted work is done and no task is left. */
  whenDrained(callback: () => void): void {
    this.#onDrained = callback;
    this.checkDrained();
  }

  checkDrained(): void {
    if ((this.#onDrained === undefined && this.activity === undefined) || !this.#idle()) return;
    for (const { busy } of this.#accepted) if (busy) return;
    this.activity?.idle();
    if (this.#onDrained === undefined) return;
    const drained = this.#onDrained;
    this.#onDrained = undefined;
    this.#hasDrained = true;
    drained();
  }

  get #isExiting(): boolean {
    return this.#process?.isExiting === true;
  }
}

import type { Subscription } from 'rxjs';
import { reportError } from '../future/reportError.js';
import { type Due, ScheduledAction, type Work } from '../time/rx/ScheduledAction.js';
import type { AcceptedWork } from './AcceptedWork.js';
import type { ExecutorCore } from './ExecutorCore.js';

/**
 * Implements `schedule` of an executor. An action without a delay joins the queue at once, one with a delay when the
 * delay is over; the runner runs it on the host when a slot is free.
 */
export class Scheduling implements AcceptedWork {
  /** Always false: a shutdown waits for the queue, which holds the actions that are due, and drops the others. */
  readonly busy = false;
  readonly #core: ExecutorCore;
  readonly #delayed = new Set<() => void>();
  #running = false;

  constructor(core: ExecutorCore) {
    this.#core = core;
    core.lifecycle.accept(this);
  }

  schedule<S>(work: Work<S>, delay: number, state: S | undefined): Subscription {
    this.#core.lifecycle.checkOpen();
    return new ScheduledAction<S>(work, (action, ms) => this.#arrange(action, ms)).schedule(state, delay);
  }

  /** Drops the actions that are not due; those that are due stay in the queue. */
  cancel(): void {
    for (const drop of this.#delayed) drop();
  }

  abort(): void {
    this.cancel();
  }

  #arrange(action: Due, delay: number): () => void {
    if (!this.#core.lifecycle.isOpen) {
      action.unsubscribe();
      return () => {};
    }
    return delay <= 0 ? this.#enqueue(action) : this.#wait(action, delay);
  }

  #wait(action: Due, delay: number): () => void {
    let disarm = (): void => {};
    const due = this.#core.clock.schedule(() => {
      this.#delayed.delete(drop);
      disarm = this.#enqueue(action);
    }, delay);
    const drop = (): void => action.unsubscribe();
    this.#delayed.add(drop);
    return () => {
      this.#delayed.delete(drop);
      due.unsubscribe();
      disarm();
    };
  }

  #enqueue(action: Due): () => void {
    const { queue, runner } = this.#core;
    const work = { callback: () => this.#run(action), cancelled: false, deferred: this.#running };
    queue.pushWork(work);
    if (work.deferred) this.#releaseAfterTurn(work);
    else runner.notify();
    return () => {
      queue.cancelWork(work);
      this.#core.lifecycle.checkDrained();
    };
  }

  /**
   * Releases the action in the next turn of the event loop: work that schedules itself without a delay, for ever, must
   * not block timers and I/O.
   */
  #releaseAfterTurn(work: { deferred: boolean }): void {
    this.#core.eventLoop.yieldToEventLoop(() => {
      work.deferred = false;
      this.#core.runner.notify();
    });
  }

  #run(action: Due): void {
    this.#running = true;
    try {
      action.run();
    } catch (error) {
      reportError(error);
    } finally {
      this.#running = false;
    }
    this.#core.lifecycle.checkDrained();
  }
}

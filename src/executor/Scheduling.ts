import type { Subscription } from 'rxjs';
import { reportError } from '../future/reportError.js';
import type { ExecutorCore } from './ExecutorCore.js';
import { type Due, ScheduledAction, type Work } from './ScheduledAction.js';

/**
 * The `SchedulerLike` face of an executor. An action waits out its delay on the clock, then takes its turn in the queue;
 * the runner runs it on this side when a slot is free.
 */
export class Scheduling {
  readonly #core: ExecutorCore;
  readonly #waiting = new Set<() => void>();

  constructor(core: ExecutorCore) {
    this.#core = core;
  }

  schedule<S>(work: Work<S>, delay: number, state: S | undefined): Subscription {
    this.#core.checkOpen();
    return new ScheduledAction<S>(work, (action, ms) => this.#arrange(action, ms)).schedule(state, delay);
  }

  /** Drops what is not due yet; what is due stays in the queue. */
  close(): void {
    for (const drop of this.#waiting) drop();
  }

  #arrange(action: Due, delay: number): () => void {
    if (this.#core.isShutdown) {
      action.unsubscribe();
      return () => {};
    }
    let disarm = (): void => {};
    const due = this.#core.clock.schedule(() => {
      this.#waiting.delete(drop);
      disarm = this.#enqueue(action);
    }, delay);
    const drop = (): void => action.unsubscribe();
    this.#waiting.add(drop);
    return () => {
      this.#waiting.delete(drop);
      due.unsubscribe();
      disarm();
    };
  }

  #enqueue(action: Due): () => void {
    const { queue, runner } = this.#core;
    const turn = { turn: () => this.#run(action), cancelled: false };
    queue.pushTurn(turn);
    runner.wake();
    return () => queue.cancelTurn(turn);
  }

  #run(action: Due): void {
    try {
      action.run();
    } catch (error) {
      reportError(error);
    }
    this.#core.checkDrained();
  }
}

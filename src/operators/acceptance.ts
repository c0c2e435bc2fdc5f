import type { AcceptedWork } from '../executor/AcceptedWork.js';
import { contextNow, type Within } from '../executor/captureNow.js';
import type { Internals } from '../executor/internals.js';
import { feedLaterStage } from '../executor/StreamSubscription.js';
import { heldByStreams } from '../executor/streamSlots.js';
import type { AnyTask } from '../executor/Task.js';
import type { Future } from '../future/Future.js';

/** The interface of an executor to an operator whose work it has accepted. */
export interface Acceptance {
  /** Runs the operator's subscriber in the context of its subscription, where `captureContext` is set. */
  readonly within?: Within | undefined;
  /** True while the executor accepts new work. */
  readonly open: boolean;
  /** True when a value that arrives now is accepted: after a shutdown only a value of other accepted work. */
  readonly acceptsValues: boolean;
  /** Runs the function that delivers a result of the work. */
  deliver(fn: () => void): void;
  /** Throws the error of `submit` when no new work is accepted. */
  checkOpen(): void;
  /** Submits a task of the accepted work, also after the shutdown. */
  submit(task: AnyTask, args: readonly unknown[]): Future<unknown>;
  /**
   * Calls back when there may be capacity under `maxQueue`, as long as the callback returns `true`; returns the
   * function that stops that.
   */
  whenCapacityFreed(callback: () => boolean): () => void;
  /** Returns true when streams hold all slots, so that a queued call starts only after one of them has ended. */
  heldByStreams(): boolean;
  /** Checks if the work is done for now, so that a shutdown can go on. */
  checkIdle(): void;
  /** Releases the work: the operator has ended. */
  release(): void;
}

/** Has the executor accept the work of an operator. */
export function acceptWork({ core, options }: Internals, work: AcceptedWork): Acceptance {
  const { lifecycle } = core;
  lifecycle.accept(work);
  feedLaterStage(core, work);
  return {
    within: contextNow(options.captureContext),
    get open() {
      return lifecycle.isOpen;
    },
    get acceptsValues() {
      return lifecycle.acceptsValues;
    },
    deliver: (fn) => lifecycle.deliver(fn),
    checkOpen: () => lifecycle.checkOpen(),
    submit: (task, args) => core.submitAccepted(task, args, options).future as Future<unknown>,
    whenCapacityFreed: (callback) => core.whenCapacityFreed(callback),
    heldByStreams: () => heldByStreams(core.runner),
    checkIdle: () => lifecycle.checkDrained(),
    release: () => lifecycle.release(work),
  };
}

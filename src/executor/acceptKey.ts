import type { Future } from '../future/Future.js';
import type { AcceptedWork } from './AcceptedWork.js';
import type { Within } from './captureNow.js';
import type { AnyTask } from './Task.js';

/**
 * The key of the method by which an executor accepts the work of an operator; any copy of the package uses the same
 * key.
 */
export const acceptKey: unique symbol = Symbol.for('rx-futures.accept') as never;

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

/** An executor that accepts the work of operators. */
export interface Accepting {
  [acceptKey](work: AcceptedWork): Acceptance;
}

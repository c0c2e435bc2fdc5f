import type { Future } from '../future/Future.js';
import type { AcceptedWork } from './AcceptedWork.js';
import type { AnyTask } from './Task.js';

/** The method by which an executor takes on the work of an operator; any copy of the package knows it. */
export const acceptKey: unique symbol = Symbol.for('rx-futures.accept') as never;

/** What an operator has of the executor that took its work on. */
export interface Acceptance {
  /** Whether new work is taken on. */
  readonly open: boolean;
  /** Whether a value that comes now is taken on: that of other accepted work is after a shutdown, too. */
  readonly takesValues: boolean;
  /** Runs what hands a result of the work on. */
  handOn(fn: () => void): void;
  /** Throws what `submit` throws when no new work is taken on. */
  checkOpen(): void;
  /** Submits a task of the accepted work, also after the shutdown. */
  submit(task: AnyTask, args: readonly unknown[]): Future<unknown>;
  /** Calls back when there may be room under `maxQueue`, as long as the callback returns `true`; the answer stops that. */
  whenRoom(callback: () => boolean): () => void;
  /** The work may have come to an end for now. */
  checkIdle(): void;
  /** The operator is over. */
  release(): void;
}

/** An executor that takes on the work of operators. */
export interface Accepting {
  [acceptKey](work: AcceptedWork): Acceptance;
}

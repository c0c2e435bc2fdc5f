/**
 * What all copies of the package in one realm share: a worker's file may be bundled with a copy of its own, and the
 * names it exposes, the error classes it registers and the task it runs must still be the same for all.
 */
export interface Realm {
  /** Error classes by name. */
  readonly errorClasses: Map<string, ErrorClass>;
  /** What to transfer with which value. */
  readonly transfers: WeakMap<object, readonly Transferable[]>;
  /** Whether anything was ever marked for transfer: until then nobody has to look. */
  anyTransfers: boolean;
  /** Exposed tasks by name. */
  readonly exposed: Map<string, (...args: never[]) => unknown>;
  /** How the task that runs now is found; put there by whoever runs tasks. */
  currentCall: (() => unknown) | undefined;
  /** Whether this realm is a Web Worker that has said that it serves. */
  serving?: boolean;
  /**
   * Returns the URL of the module that a pool's worker loads for its tasks, where the caller runs in the course of that; put there
   * by the worker. Only the realms of workers have it.
   */
  moduleLoading?: () => string | undefined;
  /** Whether this realm can make pools of workers: until then nothing needs to be known of what its modules do later. */
  canMakePools?: boolean;
}

/** A class whose instances survive the crossing. */
// biome-ignore lint/suspicious/noExplicitAny: constructors of every shape are welcome, none is called
export type ErrorClass = abstract new (...args: any[]) => Error;

const key = Symbol.for('rx-futures.realm.1');
const shared = globalThis as { [key]?: Realm };

shared[key] ??= {
  errorClasses: new Map(),
  transfers: new WeakMap(),
  anyTransfers: false,
  exposed: new Map(),
  currentCall: undefined,
};

/** This realm's. */
export const realm: Realm = shared[key];

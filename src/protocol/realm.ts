/**
 * The state that all copies of the package in one realm share: a worker's file may be bundled with its own copy, and
 * the names it exposes, the error classes it registers and the task it runs must still be the same for all.
 */
export interface Realm {
  /** Error classes by name. */
  readonly errorClasses: Map<string, ErrorClass>;
  /** The transfer list of each marked value. */
  readonly transfers: WeakMap<object, readonly Transferable[]>;
  /** Reads the transfer lists once any value was marked; until then no value needs to be checked. */
  transferLists: TransferLists | undefined;
  /** Exposed tasks by name. */
  readonly exposed: Map<string, (...args: never[]) => unknown>;
  /** Returns the call that runs now; set by the code that runs tasks. */
  currentCall: (() => unknown) | undefined;
  /** True if this realm is a Web Worker that has reported that it serves. */
  serving?: boolean;
  /**
   * Returns the URL of the module that a pool's worker is loading for its tasks, if the caller runs in the course of
   * that. Set by the worker, so only the realms of workers have it.
   */
  moduleLoading?: () => string | undefined;
  /** The URL of the program's main file. Only Node workers have it: their own main file belongs to the library. */
  mainModule?: string;
  /** True if this realm can make pools of workers: until then the loading of modules need not be tracked. */
  canMakePools?: boolean;
}

/** Reads the transfer lists of marked values. Throws a SerializationError for a list that cannot be moved. */
export interface TransferLists {
  /** Returns the list of a value, empty if it is not marked; `part` names it in errors. */
  of(value: unknown, part: string): readonly Transferable[];
  /** Returns the lists of all arguments in one. */
  ofAll(args: readonly unknown[]): readonly Transferable[];
}

/** A class whose instances are restored as such after they were sent. */
// biome-ignore lint/suspicious/noExplicitAny: constructors of every shape are welcome, none is called
export type ErrorClass = abstract new (...args: any[]) => Error;

const key = Symbol.for('rx-futures.realm.1');
const shared = globalThis as { [key]?: Realm };

shared[key] ??= {
  errorClasses: new Map(),
  transfers: new WeakMap(),
  transferLists: undefined,
  exposed: new Map(),
  currentCall: undefined,
};

/** The shared state of this realm. */
export const realm: Realm = shared[key];

import type { TaskInfo } from './TaskInfo.js';

/**
 * The messages between host and worker: one union for each sender. A tag decides the kind; nothing is inferred from the
 * truthiness of a value. Many tasks share a message. `hostWire.ts` and `workerWire.ts` define the form in which
 * messages are posted.
 */

/** The version of these messages. Host and worker come from one package, unless a bundler mixed two. */
export const protocolVersion = 1;

/** The data by which a worker finds a task's function. It is sent once per worker; tasks refer to it by number. */
export type TaskSpec =
  | { readonly form: 'module'; readonly url: string; readonly name: string }
  | { readonly form: 'exposed'; readonly name: string }
  | { readonly form: 'inline'; readonly source: string; readonly name: string };

/** The data that only some tasks carry. */
export interface TaskNote extends TaskInfo {
  /** True if the worker reports the task's start at once: the host's time limit counts from it. */
  readonly reportStart?: boolean;
  /** Present if the task is a stream. */
  readonly stream?: StreamNote;
}

/** The flow control settings of a streamed task. */
export interface StreamNote {
  /** The number of items that the task may run ahead of the consumer. */
  readonly window: number;
  /** The same when items are taken as fast as they arrive. */
  readonly widest: number;
  /** True if the task is an operator, applied to a source on the host. */
  readonly through: boolean;
}

/** An error or any other thrown value, as plain data. Errors refer to each other by their index in the table. */
export type Thrown =
  | { readonly kind: 'value'; readonly value: unknown }
  | { readonly kind: 'errors'; readonly errors: readonly ErrorRecord[] };

/** One error. A `Link` stands in place of each error it refers to, so that cycles survive. */
export interface ErrorRecord {
  readonly className: string;
  /** The nearest class in its prototype chain that the receiver has as well. */
  readonly builtIn: string;
  readonly name: string;
  readonly message: string;
  readonly stack: string | undefined;
  readonly fields: readonly (readonly [name: string, value: Link])[];
}

/** A value, the error at an index of the table, or a list of links. */
export type Link = { readonly error: number } | { readonly errors: readonly Link[] } | { readonly value: unknown };

export interface InitMessage {
  readonly kind: 'init';
  readonly version: typeof protocolVersion;
  readonly workerId: number;
  readonly claims: SharedArrayBuffer | undefined;
  readonly times: SharedArrayBuffer | undefined;
  readonly tasksPerWorker: number;
  /** Bytes of memory beyond which the worker reports `overMemory`. */
  readonly maxMemory?: number;
  readonly initializer: TaskSpec | undefined;
  readonly initArgs: readonly unknown[];
}

/**
 * Functions of tasks that follow. They are sent without any value of the user, so that a value that cannot be decoded
 * on arrival does not take a function with it.
 */
export interface FunctionsMessage {
  readonly kind: 'functions';
  readonly specs: readonly (readonly [index: number, spec: TaskSpec])[];
}

/**
 * Announces that the next message holds this value of this task: if it fails to decode, the receiver knows which task
 * to fail.
 */
export interface NextMessage {
  readonly kind: 'next';
  readonly slot: number;
  readonly part: string;
}

export interface TasksMessage {
  readonly kind: 'tasks';
  /** Four numbers per task: slot, id, function, number of arguments. */
  readonly headers: ArrayLike<number>;
  /** The arguments of all tasks, one task's after another's. */
  readonly args: readonly unknown[];
  /** Notes by the position of the task in the message. */
  readonly notes: readonly (readonly [position: number, note: TaskNote])[];
}

/** The consumer of a stream has taken `count` items: as many more may be sent. */
export interface CreditMessage {
  readonly kind: 'credit';
  readonly slot: number;
  readonly count: number;
}

/** Values for an operator's subscription to its source, or their end. */
export interface InputMessage {
  readonly kind: 'input';
  readonly slot: number;
  /** The index of the operator's subscription. */
  readonly source: number;
  /** The number of values sent before these. */
  readonly first: number;
  readonly values: ArrayLike<unknown>;
  readonly end: { readonly kind: 'complete' } | { readonly kind: 'error'; readonly error: Thrown } | undefined;
}

export type HostMessage =
  | InitMessage
  | FunctionsMessage
  | TasksMessage
  | NextMessage
  | { readonly kind: 'abort'; readonly slot: number; readonly reason: Thrown }
  | CreditMessage
  | InputMessage
  /** Enables or disables reports of start and end times, where no shared memory shows them. */
  | { readonly kind: 'reportTimes'; readonly tell: boolean }
  /** Asks which of these slots' tasks the worker no longer has; sent when a result could not be decoded. */
  | { readonly kind: 'check'; readonly slots: readonly number[] }
  | { readonly kind: 'close' };

export interface ResultsMessage {
  readonly kind: 'results';
  /** The slots of the tasks that succeeded; `values` has the same order. */
  readonly slots: ArrayLike<number>;
  readonly values: readonly unknown[];
  readonly failures: readonly (readonly [slot: number, thrown: Thrown])[];
  /** The slots of tasks that were skipped because the host had recalled them. */
  readonly skipped: readonly number[];
  readonly started: readonly number[];
  /** Triples: function, calls, milliseconds. */
  readonly durations: readonly number[];
  /** Triples: slot, start time and end time of its task (0: it still runs); only when the host wants them. */
  readonly times: ArrayLike<number>;
}

/** Progress values that the tasks in these slots reported; `values` has the same order. */
export interface ProgressMessage {
  readonly kind: 'progress';
  readonly slots: ArrayLike<number>;
  readonly values: readonly unknown[];
}

/** Items of a stream. The stream's end is a result like any other: its value is the number of items. */
export interface ItemsMessage {
  readonly kind: 'items';
  readonly slot: number;
  /** The number of values sent before these. */
  readonly first: number;
  readonly values: ArrayLike<unknown>;
}

/** The messages from a stream's producer to its consumer. */
export type StreamMessage =
  | ItemsMessage
  /** An operator has subscribed to its source, or can take `count` more of its values. */
  | { readonly kind: 'request'; readonly slot: number; readonly source: number; readonly count: number }
  /** An operator has unsubscribed from its source. */
  | { readonly kind: 'cancel'; readonly slot: number; readonly source: number };

export type WorkerMessage =
  | { readonly kind: 'ready' }
  | { readonly kind: 'failed'; readonly stage: 'load' | 'initializer'; readonly error: Thrown }
  | ResultsMessage
  | ProgressMessage
  | StreamMessage
  | NextMessage
  | { readonly kind: 'uncaughtError'; readonly error: Thrown }
  /** The worker uses more memory than allowed and will be replaced. Sent once. */
  | { readonly kind: 'overMemory' }
  /** The n-th message of the host could not be decoded; none of its tasks has started. */
  | { readonly kind: 'decodeFailed'; readonly ordinal: number; readonly error: Thrown }
  /**
   * The reply to `check`, the host's n-th message: the worker does not have the tasks of these slots. Tasks that the
   * host put there since are not meant.
   */
  | { readonly kind: 'gone'; readonly ordinal: number; readonly slots: readonly number[] };

/**
 * What host and worker say to each other: one union for each sender. Tags decide; nothing is inferred from the truth
 * of a value. Many tasks share a message. How it looks on the way is a matter of `hostWire.ts` and `workerWire.ts`.
 */

/** The version of this file. Host and worker come from one package, except where a bundler mixed two. */
export const protocolVersion = 1;

/** What a worker needs to find a task's function. It is sent once per worker; tasks refer to it by number. */
export type TaskSpec =
  | { readonly form: 'module'; readonly url: string; readonly name: string }
  | { readonly form: 'exposed'; readonly name: string }
  | { readonly form: 'inline'; readonly source: string; readonly name: string };

/** What only some tasks carry. */
export interface TaskNote {
  readonly label?: string;
  /** Say when it begins: its host counts the time from there. */
  readonly reportStart?: boolean;
  /** What comes of it is a stream. */
  readonly stream?: StreamNote;
}

/** How a call is to be streamed. */
export interface StreamNote {
  /** How many items it may run ahead of the consumer. */
  readonly window: number;
  /** How many when they are taken as fast as they come. */
  readonly widest: number;
  /** Whether the task is an operator, for a source on the host's side. */
  readonly through: boolean;
}

/** An error or any other thrown value, as plain data. Errors refer to each other by their place in the table. */
export type Thrown =
  | { readonly kind: 'value'; readonly value: unknown }
  | { readonly kind: 'errors'; readonly errors: readonly ErrorRecord[] };

/** One error. `Link`s stand where another error stood, so that cycles survive. */
export interface ErrorRecord {
  readonly className: string;
  /** The nearest class that the other side has as well. */
  readonly builtIn: string;
  readonly name: string;
  readonly message: string;
  readonly stack: string | undefined;
  readonly fields: readonly (readonly [name: string, value: Link])[];
}

/** A value, or the error at that place in the table. */
export type Link = { readonly error: number } | { readonly errors: readonly Link[] } | { readonly value: unknown };

export interface InitMessage {
  readonly kind: 'init';
  readonly version: typeof protocolVersion;
  readonly workerId: number;
  readonly claims: SharedArrayBuffer | undefined;
  readonly times: SharedArrayBuffer | undefined;
  readonly tasksPerWorker: number;
  /** Bytes of memory beyond which the worker is to say so. */
  readonly maxMemory?: number;
  readonly initializer: TaskSpec | undefined;
  readonly initArgs: readonly unknown[];
}

/**
 * Functions that the worker is about to get tasks of. They travel without any value of the user, so that a value that cannot
 * be decoded on arrival costs nobody a function.
 */
export interface FunctionsMessage {
  readonly kind: 'functions';
  readonly specs: readonly (readonly [index: number, spec: TaskSpec])[];
}

/** The next message holds this value of this task: should it fail to decode, the receiver knows whom to fail. */
export interface NextMessage {
  readonly kind: 'next';
  readonly slot: number;
  readonly part: string;
}

export interface TasksMessage {
  readonly kind: 'tasks';
  /** Four for each task: slot, id, function, how many arguments. */
  readonly headers: ArrayLike<number>;
  /** The arguments of all tasks, one task's after another's. */
  readonly args: readonly unknown[];
  /** By position of the task. */
  readonly notes: readonly (readonly [position: number, note: TaskNote])[];
}

/** The consumer of a stream has taken so many items: as many more may come. */
export interface CreditMessage {
  readonly kind: 'credit';
  readonly slot: number;
  readonly count: number;
}

/** Values for an operator's subscription to its source, or the end of them. */
export interface InputMessage {
  readonly kind: 'input';
  readonly slot: number;
  /** Which of the operator's subscriptions. */
  readonly source: number;
  /** How many have come before. */
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
  /** Whether somebody wants to hear when tasks begin and end, where no memory is shared that would show it. */
  | { readonly kind: 'reportTimes'; readonly tell: boolean }
  /** Which of these does the worker not have any more? Asked when an answer could not be decoded. */
  | { readonly kind: 'check'; readonly slots: readonly number[] }
  | { readonly kind: 'close' };

export interface ResultsMessage {
  readonly kind: 'results';
  /** Of what succeeded; the values have the same order. */
  readonly slots: ArrayLike<number>;
  readonly values: readonly unknown[];
  readonly failures: readonly (readonly [slot: number, thrown: Thrown])[];
  /** Passed over: the host had taken them back. */
  readonly skipped: readonly number[];
  readonly started: readonly number[];
  /** Triples: function, calls, milliseconds. */
  readonly durations: readonly number[];
  /** Triples: slot, when its task began, when it ended (0: it runs still); only when the host wants them. */
  readonly times: ArrayLike<number>;
}

/** Told by the tasks in these slots; the values have the same order. */
export interface ProgressMessage {
  readonly kind: 'progress';
  readonly slots: ArrayLike<number>;
  readonly values: readonly unknown[];
}

/** Items of a stream. Its end is an answer like any other: the value is how many items there were. */
export interface ItemsMessage {
  readonly kind: 'items';
  readonly slot: number;
  /** How many have come before. */
  readonly first: number;
  readonly values: ArrayLike<unknown>;
}

/** What the far side of a stream says to its near side. */
export type StreamMessage =
  | ItemsMessage
  /** An operator has subscribed to its source, or can take more of it: so many values. */
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
  /** It has more memory than it was allowed, and will be replaced. Said once. */
  | { readonly kind: 'overMemory' }
  /** The n-th message of the host could not be decoded; what was in it has not begun. */
  | { readonly kind: 'decodeFailed'; readonly ordinal: number; readonly error: Thrown }
  /** The host has asked by its n-th message, and these are not here; what it has put there since is not meant. */
  | { readonly kind: 'gone'; readonly ordinal: number; readonly slots: readonly number[] };

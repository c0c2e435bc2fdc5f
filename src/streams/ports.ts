/**
 * The two ends of a stream, and the ports by which they call each other. Values flow under demand, as in Reactive
 * Streams: the consumer requests as many items as it can take, and the producer sends no more than were requested.
 *
 *   worker (TaskStream)                                             host (StreamSubscription)
 *
 *   generator ◀─next()─ IteratorSource
 *                            │ push
 *                            ▼
 *                       StreamSender ───────────items──────────▶ StreamReceiver ──▶ subscriber
 *                       (demand)     ◀─────────request────────── (FlowWindow decides how many)
 *
 * A receiver whose observer cannot take more is paused (`PausableSource`, `Pauses`): it requests no more, so that the
 * sender runs out of demand, and a generator stays suspended at its `yield`.
 *
 * An operator also has inputs. Their values flow from the host to the worker in the same way:
 *
 *   operator ◀── StreamReceiver ◀────────────input──────────── StreamSender ◀── source
 *                (RemoteSource)  ────requestInput, cancelInput──▶ (OperatorInput)
 *
 * Between a worker and its pool these calls are messages: `worker/consumerPort.ts`, `pool/InFlightTasks.ts` and
 * `operators/operatorPort.ts` post them, `pool/WorkerMessageHandler.ts` and `worker/RunningCall.ts` receive them. In one process `inProcess.ts` connects the
 * ends.
 */

/** The flow control settings of a streamed task. */
export interface StreamSpec {
  /** The number of items that the task may run ahead of the consumer. */
  readonly window: number;
  /** The same when items are taken as fast as they arrive. */
  readonly widest: number;
  /** True if the task is an operator, applied to a source on the host. */
  readonly through: boolean;
}

/** Takes a stream's values, as an observer of RxJS does. Delivering a value counts as demand for the next. */
export interface StreamObserver {
  next(value: unknown): void;
  error(error: unknown): void;
  complete(): void;
}

/** The end of a stream. */
export type StreamEnd = { readonly kind: 'complete' } | { readonly kind: 'error'; readonly error: unknown };

/** Returned by {@link ValueCopies.copy} for a value that must be sent at once, in a message to itself. */
export const alone: unique symbol = Symbol('alone');

/** Copies values that are not sent at once, since the task or the source may change them meanwhile. */
export interface ValueCopies {
  /** Returns a copy of a value that waits for others to share its message; {@link alone} when a copy is not cheap. */
  copy(value: unknown): unknown;
  /** Returns a copy of a value that waits for demand, at any cost. May throw. */
  keep(value: unknown): unknown;
  /** Takes the copies that are not sent, since the stream has ended. Default: the values are no copies. */
  drop?(copies: ArrayLike<unknown>): void;
}

/** The producing end of a stream in the worker, as the host calls it. */
export interface StreamProducer {
  /** Requests `count` more items. */
  request(count: number): void;
  /**
   * Values for one of the operator's subscriptions to its source, or its end. `first` values were sent before, so that
   * lost ones are noticed.
   */
  input(source: number, first: number, values: ArrayLike<unknown>, end?: StreamEnd): void;
}

/** The consuming end of a stream on the host; it is called while the task runs. */
export interface StreamConsumer {
  /** Items have arrived; `first` items were sent before, so that lost ones are noticed. */
  items(first: number, values: ArrayLike<unknown>): void;
  /** The operator has subscribed to its source, or can take `count` more of its values. */
  requestInput(source: number, count: number): void;
  /** The operator has unsubscribed from its source. */
  cancelInput(source: number): void;
}

/** The consumer's port to the producer of a stream without inputs. */
export type StreamPort = Pick<StreamProducer, 'request'>;

/** The channel to a task in a worker, as its pool has it. */
export interface TaskChannel {
  readonly slot: number;
  readonly clone: (value: unknown) => unknown;
  /** Posts a message of the host. */
  post(message: object, transfer?: readonly Transferable[]): void;
}

/** Returns the port to an operator in a worker. */
export type ConnectOperator = (channel: TaskChannel) => ProducerPort;

/** Returns a copy of a value as it is now, for the time until a worker takes it. May throw. */
export type KeepItem = (value: unknown, clone: TaskChannel['clone']) => unknown;

/** The consumer's port to an operator. Sending a value that cannot be cloned throws; it is the only one then. */
export interface ProducerPort extends StreamProducer, ValueCopies {}

/** The producer's port to the consumer. Sending an item that cannot be cloned throws; it is the only one then. */
export interface ConsumerPort extends StreamConsumer, ValueCopies {
  /** Sends items. It is called for every item in process, so it is a function that needs no `this`. */
  readonly items: (first: number, values: ArrayLike<unknown>) => void;
  /** Returns true if the stream is to stop; a synchronous loop can poll it. */
  stopping(): boolean;
}

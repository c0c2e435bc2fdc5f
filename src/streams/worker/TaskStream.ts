import type { EventLoop } from '../../time/EventLoop.js';
import type { ConsumerPort, StreamEnd, StreamProducer, StreamSpec } from '../ports.js';
import { StreamSender } from '../StreamSender.js';
import { AsyncIteratorSource } from './AsyncIteratorSource.js';
import type { TaskFunction } from './applyOperator.js';
import { applyOperator } from './applyOperator.js';
import type { ItemSource, ItemsListener } from './ItemSource.js';
import { IteratorSource } from './IteratorSource.js';
import { ObservableSource } from './ObservableSource.js';
import { RemoteSource } from './RemoteSource.js';
import { asyncItemsOf, isObservable, isStream, isThenable, itemsOf } from './streamKinds.js';

/** Receives the end of a stream: one call of the two, once. */
export interface StreamEndListener {
  /** All items were sent, or the stream was closed. */
  completed(sent: number): void;
  failed(error: unknown): void;
}

/**
 * The producing end of one stream in the worker, from the call of the task to the end of its items:
 *
 *   call ──▶ result ──▶ items ──demand──▶ sender ──▶ host
 *     ▲ an operator gets a remote source         │
 *     └──────────── paused while there is no demand
 */
export class TaskStream implements StreamProducer {
  readonly #spec: StreamSpec;
  readonly #eventLoop: EventLoop;
  readonly #consumer: ConsumerPort;
  readonly #sender: StreamSender;
  readonly #remoteSource: RemoteSource | undefined;
  #itemSource: ItemSource | undefined;
  #closing = false;
  #listener: StreamEndListener | undefined;

  constructor(spec: StreamSpec, consumer: ConsumerPort, eventLoop: EventLoop) {
    const { window } = spec;
    this.#spec = spec;
    this.#eventLoop = eventLoop;
    this.#consumer = consumer;
    this.#remoteSource = spec.through ? new RemoteSource(consumer, eventLoop, spec) : undefined;
    this.#sender = new StreamSender(consumer, eventLoop, {
      window,
      send: consumer.items,
      failed: (error) => this.fail(error),
    });
  }

  /** Calls the task: with its arguments, or, if it is an operator, with its source. */
  call(fn: TaskFunction, args: readonly unknown[]): unknown {
    if (this.#remoteSource === undefined) return fn(...args);
    return applyOperator(fn, args, this.#remoteSource.observable);
  }

  /** Streams the call's return value to its end. */
  follow(result: unknown, listener: StreamEndListener): void {
    this.#listener = listener;
    if (!isThenable(result)) return this.#start(result);
    result.then(
      (stream) => this.#start(stream),
      (error: unknown) => this.#fail(error),
    );
  }

  /** True if the stream waits for the consumer to take items. */
  get awaitingDemand(): boolean {
    return !this.#sender.hasDemand && !this.#closing;
  }

  /** Adds demand: the consumer has taken `count` items. */
  request(count: number): void {
    this.#sender.request(count);
    this.#itemSource?.pump();
    if (this.#sender.hasDemand) this.#remoteSource?.resume();
  }

  /** Receives values of the host's source, or its end. */
  input(source: number, first: number, values: ArrayLike<unknown>, end?: StreamEnd): void {
    this.#remoteSource?.receive(source, first, values, end);
  }

  /** Sends the collected items. */
  flush(): void {
    this.#sender.flush();
  }

  /** Ends the stream early. */
  close(): void {
    if (this.#closing) return;
    this.#closing = true;
    this.#sender.close();
    this.#remoteSource?.close();
    this.#closeItems();
  }

  /** Fails the stream because a value could not be sent; the source's own end does not matter any more. */
  fail(error: unknown): void {
    this.#sender.close();
    this.#fail(error);
    this.#closeItems();
  }

  #start(stream: unknown): void {
    if (this.#spec.through && !isStream(stream)) return this.#fail(noStream(stream));
    this.#itemSource = this.#itemsOf(stream);
    if (this.#closing) this.#closeItems();
    else this.#itemSource.pump();
  }

  #itemsOf(stream: unknown): ItemSource {
    const itemsListener: ItemsListener = {
      completed: () => this.#sender.end(() => this.#complete()),
      failed: (error) => this.#sender.end(() => this.#fail(error)),
      stopping: () => this.#closing || this.#consumer.stopping(),
    };
    if (isObservable(stream))
      return new ObservableSource(stream, this.#sender, itemsListener, () => this.#remoteSource?.pause());
    const asyncItems = asyncItemsOf(stream);
    if (asyncItems !== undefined)
      return new AsyncIteratorSource(asyncItems, this.#sender, this.#eventLoop, itemsListener);
    return new IteratorSource(itemsOf(stream), this.#sender, this.#eventLoop, itemsListener);
  }

  /** Closes the item source. The consumer drops its items by now; only the time of the end matters. */
  #closeItems(): void {
    try {
      this.#itemSource?.close(() => this.#complete());
    } catch {
      this.#complete();
    }
  }

  #complete(): void {
    this.#end()?.completed(this.#sender.sent);
  }

  #fail(error: unknown): void {
    this.#end()?.failed(error);
  }

  /** Closes the source; returns the listener the first time. */
  #end(): StreamEndListener | undefined {
    const listener = this.#listener;
    this.#listener = undefined;
    this.#remoteSource?.close();
    return listener;
  }
}

function noStream(value: unknown): TypeError {
  return new TypeError(`an operator must give back an Observable, got ${value === null ? 'null' : typeof value}`);
}

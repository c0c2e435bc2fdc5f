import type { ConsumerPort } from '../../streams/ConsumerPort.js';
import type { StreamProducer } from '../../streams/StreamProducer.js';
import type { End } from '../../streams/StreamReceiver.js';
import { StreamSender } from '../../streams/StreamSender.js';
import type { StreamSpec } from '../../streams/StreamSpec.js';
import type { EventLoop } from '../../time/EventLoop.js';
import type { TaskFunction } from '../exportedTask.js';
import { asyncItemsOf, isObservable, isStream, isThenable, itemsOf } from '../streamKinds.js';
import { AsyncIteratorSource } from './AsyncIteratorSource.js';
import { applyOperator } from './applyOperator.js';
import type { ItemSource, ItemsListener } from './ItemSource.js';
import { IteratorSource } from './IteratorSource.js';
import { ObservableSource } from './ObservableSource.js';
import { RemoteSource } from './RemoteSource.js';

/** Receives the end of a stream: one call of the two, once. */
export interface StreamEnd {
  /** All items were sent, or the stream was closed. */
  completed(sent: number): void;
  failed(error: unknown): void;
}

/**
 * The producing end of one stream in the worker, from the call of the task to the end of its items:
 *
 *   call ──▶ result ──▶ items ──credits──▶ sender ──▶ host
 *     ▲ an operator gets a remote source         │
 *     └──────────── paused while the sender is out of credits
 */
export class TaskStream implements StreamProducer {
  readonly #spec: StreamSpec;
  readonly #turns: EventLoop;
  readonly #link: ConsumerPort;
  readonly #out: StreamSender;
  readonly #source: RemoteSource | undefined;
  #items: ItemSource | undefined;
  #closing = false;
  #endOfIt: StreamEnd | undefined;

  constructor(spec: StreamSpec, link: ConsumerPort, turns: EventLoop) {
    const { window } = spec;
    this.#spec = spec;
    this.#turns = turns;
    this.#link = link;
    this.#source = spec.through ? new RemoteSource(link, turns, spec) : undefined;
    this.#out = new StreamSender(link.items, turns, {
      window,
      failed: (error) => this.fail(error),
    });
  }

  /** Calls the task: with its arguments, or, if it is an operator, with its source. */
  call(fn: TaskFunction, args: readonly unknown[]): unknown {
    if (this.#source === undefined) return fn(...args);
    return applyOperator(fn, args, this.#source.observable);
  }

  /** Streams the call's return value to its end. */
  follow(result: unknown, end: StreamEnd): void {
    this.#endOfIt = end;
    if (!isThenable(result)) return this.#begin(result);
    result.then(
      (stream) => this.#begin(stream),
      (error: unknown) => this.#fail(error),
    );
  }

  /** True if the stream waits for the consumer to take items. */
  get awaitingCredit(): boolean {
    return !this.#out.open && !this.#closing;
  }

  /** Adds credits: the consumer has taken `count` items. */
  credit(count: number): void {
    this.#out.credit(count);
    this.#items?.pump();
    if (this.#out.open) this.#source?.release();
  }

  /** Receives values of the host's source. */
  input(source: number, first: number, values: ArrayLike<unknown>, end: End | undefined): void {
    this.#source?.receive(source, first, values, end);
  }

  /** Sends the collected items. */
  flush(): void {
    this.#out.flush();
  }

  /** Ends the stream early. */
  close(): void {
    if (this.#closing) return;
    this.#closing = true;
    this.#out.close();
    this.#source?.close();
    if (this.#items !== undefined) this.#closeItems();
  }

  /** Fails the stream because a value could not be sent; the source's own end does not matter any more. */
  fail(error: unknown): void {
    this.#out.close();
    this.#fail(error);
    this.#closeItems();
  }

  #begin(stream: unknown): void {
    if (this.#spec.through && !isStream(stream)) return this.#fail(noStream(stream));
    this.#items = this.#itemsOf(stream);
    if (this.#closing) this.#closeItems();
    else this.#items.pump();
  }

  #itemsOf(stream: unknown): ItemSource {
    const listener: ItemsListener = {
      completed: () => this.#out.end(() => this.#end()),
      failed: (error) => this.#out.end(() => this.#fail(error)),
      stopping: () => this.#closing || this.#link.stopping(),
    };
    if (isObservable(stream)) return new ObservableSource(stream, this.#out, listener, () => this.#source?.hold());
    const asyncItems = asyncItemsOf(stream);
    if (asyncItems !== undefined) return new AsyncIteratorSource(asyncItems, this.#out, this.#turns, listener);
    return new IteratorSource(itemsOf(stream), this.#out, this.#turns, listener);
  }

  /** Closes the item source. The consumer drops its items by now; only the time of the end matters. */
  #closeItems(): void {
    try {
      this.#items?.close(() => this.#end());
    } catch {
      this.#end();
    }
  }

  #end(): void {
    this.#source?.close();
    this.#endOfIt?.completed(this.#out.sent);
    this.#endOfIt = undefined;
  }

  #fail(error: unknown): void {
    this.#source?.close();
    this.#endOfIt?.failed(error);
    this.#endOfIt = undefined;
  }
}

function noStream(value: unknown): TypeError {
  return new TypeError(`an operator must give back an Observable, got ${value === null ? 'null' : typeof value}`);
}

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

/** Is told of the end of a stream: one of the two, once. */
export interface StreamEnd {
  /** All items have left, or the stream was closed. */
  completed(sent: number): void;
  failed(error: unknown): void;
}

/**
 * The far side of one stream, from the call of the task to the end of what came of it:
 *
 *   call ──▶ result ──▶ items ──credits──▶ outflow ──▶ near side
 *     ▲ an operator gets a remote source         │
 *     └──────────── held while the outflow is out of credits
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

  /** Streams what came of the call, to its end. */
  follow(result: unknown, end: StreamEnd): void {
    this.#endOfIt = end;
    if (!isThenable(result)) return this.#begin(result);
    result.then(
      (stream) => this.#begin(stream),
      (error: unknown) => this.#fail(error),
    );
  }

  /** Whether it stands still until the consumer has taken some items. */
  get awaitingCredit(): boolean {
    return !this.#out.open && !this.#closing;
  }

  /** The consumer has taken so many items. */
  credit(count: number): void {
    this.#out.credit(count);
    this.#items?.pump();
    if (this.#out.open) this.#source?.release();
  }

  /** Values of the near side's source. */
  input(source: number, first: number, values: ArrayLike<unknown>, end: End | undefined): void {
    this.#source?.receive(source, first, values, end);
  }

  /** Sends what was gathered. */
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

  /** A value could not cross: the stream ends here, whatever its own end may yet do. */
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

  /** What the near side gets is dropped by now; what matters is when it ended, and not how. */
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

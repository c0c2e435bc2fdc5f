import type { EventLoop } from '../../time/EventLoop.js';
import type { Windows } from '../FlowWindow.js';
import type { ConsumerPort, StreamEnd } from '../ports.js';
import { itemsLost, StreamReceiver } from '../StreamReceiver.js';
import { MinimalObservable } from './MinimalObservable.js';
import type { SubscriberLike } from './SourceSubscriber.js';

/**
 * The source of an operator that runs in the worker: each subscription of the operator subscribes to the Observable on
 * the host. So `retry`, `repeat` and operators that subscribe twice work as usual.
 */
export class RemoteSource {
  readonly observable: MinimalObservable;
  readonly #consumer: ConsumerPort;
  readonly #eventLoop: EventLoop;
  readonly #windows: Windows;
  readonly #receivers = new Map<number, StreamReceiver>();
  #lastId = 0;
  #resumes: (() => void)[] | undefined;

  constructor(consumer: ConsumerPort, eventLoop: EventLoop, windows: Windows) {
    this.#consumer = consumer;
    this.#eventLoop = eventLoop;
    this.#windows = windows;
    this.observable = new MinimalObservable((subscriber) => this.#open(subscriber));
  }

  /** Receives values of a subscription, or its end. */
  receive(source: number, first: number, values: ArrayLike<unknown>, end?: StreamEnd): void {
    const receiver = this.#receivers.get(source);
    if (receiver === undefined) return;
    const complete = receiver.receive(first, values);
    if (!complete) this.#consumer.cancelInput(source);
    const known = complete ? end : ({ kind: 'error', error: itemsLost() } as const);
    if (known === undefined) return;
    this.#receivers.delete(source);
    receiver.end(known);
  }

  /** Pauses the source: the stream that the operator makes of it is out of demand. */
  pause(): void {
    this.#resumes ??= [...this.#receivers.values()].map((receiver) => receiver.pause());
  }

  /** Resumes the source. */
  resume(): void {
    const resumes = this.#resumes;
    this.#resumes = undefined;
    for (const resume of resumes ?? []) resume();
  }

  /** Closes all subscriptions: the operator has ended or was stopped. */
  close(): void {
    for (const receiver of this.#receivers.values()) receiver.close();
    this.#receivers.clear();
  }

  #open(subscriber: SubscriberLike): () => void {
    this.#lastId += 1;
    const source = this.#lastId;
    const receiver = new StreamReceiver(subscriber, this.#eventLoop, this.#windows, (count) =>
      this.#consumer.requestInput(source, count),
    );
    this.#receivers.set(source, receiver);
    this.#resumes?.push(receiver.pause());
    this.#consumer.requestInput(source, this.#windows.window);
    return () => {
      receiver.close();
      if (this.#receivers.delete(source)) this.#consumer.cancelInput(source);
    };
  }
}

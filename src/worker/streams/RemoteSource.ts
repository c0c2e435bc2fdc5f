import type { ConsumerPort } from '../../streams/ConsumerPort.js';
import type { Windows } from '../../streams/FlowWindow.js';
import { itemsLost } from '../../streams/itemsLost.js';
import { type End, StreamReceiver } from '../../streams/StreamReceiver.js';
import type { EventLoop } from '../../time/EventLoop.js';
import { MinimalObservable } from './MinimalObservable.js';
import type { SubscriberLike } from './SourceSubscriber.js';

/**
 * The source of an operator that runs in the worker: each subscription of the operator subscribes to the Observable on
 * the host. So `retry`, `repeat` and operators that subscribe twice work as usual.
 */
export class RemoteSource {
  readonly observable: MinimalObservable;
  readonly #link: ConsumerPort;
  readonly #turns: EventLoop;
  readonly #windows: Windows;
  readonly #flows = new Map<number, StreamReceiver>();
  #last = 0;
  #releases: (() => void)[] | undefined;

  constructor(link: ConsumerPort, turns: EventLoop, windows: Windows) {
    this.#link = link;
    this.#turns = turns;
    this.#windows = windows;
    this.observable = new MinimalObservable((subscriber) => this.#open(subscriber));
  }

  /** Receives values of a subscription, or its end. */
  receive(source: number, first: number, values: ArrayLike<unknown>, end: End | undefined): void {
    const flow = this.#flows.get(source);
    if (flow === undefined) return;
    const complete = flow.receive(first, values);
    if (!complete) this.#link.cancelInput(source);
    const known = complete ? end : ({ kind: 'error', error: itemsLost() } as const);
    if (known === undefined) return;
    this.#flows.delete(source);
    flow.end(known);
  }

  /** Pauses the source: the stream that the operator makes of it is out of credits. */
  hold(): void {
    this.#releases ??= [...this.#flows.values()].map((flow) => flow.pause());
  }

  release(): void {
    const releases = this.#releases;
    this.#releases = undefined;
    for (const release of releases ?? []) release();
  }

  /** Closes all subscriptions: the operator has ended or was stopped. */
  close(): void {
    for (const flow of this.#flows.values()) flow.close();
    this.#flows.clear();
  }

  #open(subscriber: SubscriberLike): () => void {
    this.#last += 1;
    const source = this.#last;
    const flow = new StreamReceiver(subscriber, this.#turns, this.#windows, (count) =>
      this.#link.requestInput(source, count),
    );
    this.#flows.set(source, flow);
    this.#releases?.push(flow.pause());
    this.#link.requestInput(source, this.#windows.window);
    return () => {
      flow.close();
      if (this.#flows.delete(source)) this.#link.cancelInput(source);
    };
  }
}

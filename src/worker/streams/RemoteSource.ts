import type { ConsumerPort } from '../../streams/ConsumerPort.js';
import type { Windows } from '../../streams/FlowWindow.js';
import { itemsLost } from '../../streams/itemsLost.js';
import { type End, StreamReceiver } from '../../streams/StreamReceiver.js';
import type { EventLoop } from '../../time/EventLoop.js';
import { MinimalObservable } from './MinimalObservable.js';
import type { SubscriberLike } from './SourceSubscriber.js';

/**
 * The source of an operator that runs here: an Observable on the near side, subscribed to over there whenever the operator
 * subscribes here. So `retry` and `repeat` mean what they mean anywhere, and so does an operator that subscribes twice.
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

  /** Values have come for a subscription, or its end has. */
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

  /** What the operator makes of its source is not wanted just now: it gets no more of it. */
  hold(): void {
    this.#releases ??= [...this.#flows.values()].map((flow) => flow.pause());
  }

  release(): void {
    const releases = this.#releases;
    this.#releases = undefined;
    for (const release of releases ?? []) release();
  }

  /** The operator is done, or was stopped. */
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

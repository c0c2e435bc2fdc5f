import type { StreamSender } from '../StreamSender.js';
import type { ItemSource, ItemsListener } from './ItemSource.js';
import type { Subscribable } from './streamKinds.js';

/**
 * Streams the items of an Observable. It has no backpressure: items beyond the demand wait in the sender, and
 * `onOverflow` is called, since the Observable's own source may be one that can be paused.
 */
export class ObservableSource implements ItemSource {
  readonly #source: Subscribable;
  readonly #sender: StreamSender;
  readonly #listener: ItemsListener;
  readonly #onOverflow: () => void;
  #subscription: { unsubscribe(): void } | undefined;
  #subscribed = false;
  #ended = false;

  constructor(source: Subscribable, sender: StreamSender, listener: ItemsListener, onOverflow: () => void) {
    this.#source = source;
    this.#sender = sender;
    this.#listener = listener;
    this.#onOverflow = onOverflow;
  }

  pump(): void {
    if (this.#subscribed) return;
    this.#subscribed = true;
    try {
      this.#subscription = this.#source.subscribe({
        next: (item) => this.#push(item),
        error: (error) => this.#end(() => this.#listener.failed(error)),
        complete: () => this.#end(() => this.#listener.completed()),
      });
    } catch (error) {
      this.#end(() => this.#listener.failed(error));
    }
    if (this.#ended) this.#subscription?.unsubscribe();
  }

  close(ended: () => void): void {
    this.#ended = true;
    this.#subscription?.unsubscribe();
    ended();
  }

  #push(item: unknown): void {
    this.#sender.push(item);
    if (!this.#sender.hasDemand) this.#onOverflow();
  }

  #end(report: () => void): void {
    if (this.#ended) return;
    this.#ended = true;
    report();
  }
}

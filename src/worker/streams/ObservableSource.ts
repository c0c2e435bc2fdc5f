import type { StreamSender } from '../../streams/StreamSender.js';
import type { Subscribable } from '../streamKinds.js';
import type { ItemSource, ItemsListener } from './ItemSource.js';

/**
 * Streams the items of an Observable. It has no backpressure: items beyond the credits wait in the sender, and
 * `overflowing` is called, since the Observable's own source may be one that can be paused.
 */
export class ObservableSource implements ItemSource {
  readonly #source: Subscribable;
  readonly #out: StreamSender;
  readonly #listener: ItemsListener;
  readonly #overflowing: () => void;
  #subscription: { unsubscribe(): void } | undefined;
  #begun = false;
  #over = false;

  constructor(source: Subscribable, out: StreamSender, listener: ItemsListener, overflowing: () => void) {
    this.#source = source;
    this.#out = out;
    this.#listener = listener;
    this.#overflowing = overflowing;
  }

  pump(): void {
    if (this.#begun) return;
    this.#begun = true;
    try {
      this.#subscription = this.#source.subscribe({
        next: (item) => this.#push(item),
        error: (error) => this.#end(() => this.#listener.failed(error)),
        complete: () => this.#end(() => this.#listener.completed()),
      });
    } catch (error) {
      this.#end(() => this.#listener.failed(error));
    }
    if (this.#over) this.#subscription?.unsubscribe();
  }

  close(ended: () => void): void {
    this.#over = true;
    this.#subscription?.unsubscribe();
    ended();
  }

  #push(item: unknown): void {
    this.#out.push(item);
    if (!this.#out.open) this.#overflowing();
  }

  #end(tell: () => void): void {
    if (this.#over) return;
    this.#over = true;
    tell();
  }
}

import type { StreamObserver } from '../ports.js';
import type { StreamSender } from '../StreamSender.js';
import type { ItemSource, ItemsListener } from './ItemSource.js';
import { observe } from './observe.js';
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
  #unsubscribe: (() => void) | undefined;
  #ended = false;

  constructor(source: Subscribable, sender: StreamSender, listener: ItemsListener, onOverflow: () => void) {
    this.#source = source;
    this.#sender = sender;
    this.#listener = listener;
    this.#onOverflow = onOverflow;
  }

  pump(): void {
    if (this.#unsubscribe !== undefined) return;
    const observer: StreamObserver = {
      next: (item) => this.#push(item),
      error: (error) => this.#end(() => this.#listener.failed(error)),
      complete: () => this.#end(() => this.#listener.completed()),
    };
    try {
      observe(this.#source, observer, (unsubscribe) => {
        this.#unsubscribe = unsubscribe;
      });
    } catch (error) {
      observer.error(error);
    }
  }

  close(ended: () => void): void {
    this.#ended = true;
    this.#unsubscribe?.();
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

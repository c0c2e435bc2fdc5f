import { type EventLoop, longestTurn } from '../../time/EventLoop.js';
import type { StreamSender } from '../StreamSender.js';
import type { ItemSource, ItemsListener } from './ItemSource.js';

/**
 * Streams the items of an iterator: pulls one after another while there is demand, so that a generator is suspended
 * at its `yield` otherwise.
 */
export class IteratorSource implements ItemSource {
  readonly #iterator: Iterator<unknown>;
  readonly #sender: StreamSender;
  readonly #eventLoop: EventLoop;
  readonly #listener: ItemsListener;
  /** True while it pulls items or waits for the next turn of the event loop. */
  #busy = false;
  #ended = false;
  #turnStartedAt: number;

  constructor(iterator: Iterator<unknown>, sender: StreamSender, eventLoop: EventLoop, listener: ItemsListener) {
    this.#iterator = iterator;
    this.#sender = sender;
    this.#eventLoop = eventLoop;
    this.#listener = listener;
    this.#turnStartedAt = eventLoop.now();
  }

  pump(): void {
    if (this.#busy) return;
    this.#busy = true;
    this.#sender.batched(this.#pull);
  }

  close(ended: () => void): void {
    if (this.#ended) return ended();
    this.#ended = true;
    try {
      this.#iterator.return?.(undefined);
    } finally {
      ended();
    }
  }

  readonly #pull = (): void => {
    try {
      while (!this.#ended && this.#sender.hasDemand && !this.#listener.stopping()) {
        if (this.#sender.pushedAt - this.#turnStartedAt > longestTurn) return this.#pullNextTurn();
        const result = this.#iterator.next();
        if (result.done) this.#end(() => this.#listener.completed());
        else this.#sender.push(result.value);
      }
    } catch (error) {
      this.#end(() => this.#listener.failed(error));
    }
    this.#busy = false;
  };

  #end(report: () => void): void {
    if (this.#ended) return;
    this.#ended = true;
    report();
  }

  #pullNextTurn(): void {
    this.#eventLoop.yieldToEventLoop(() => {
      this.#turnStartedAt = this.#eventLoop.now();
      this.#sender.batched(this.#pull);
    });
  }
}

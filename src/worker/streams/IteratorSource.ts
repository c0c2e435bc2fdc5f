import type { StreamSender } from '../../streams/StreamSender.js';
import { type EventLoop, longestTurn } from '../../time/EventLoop.js';
import type { ItemSource, ItemsListener } from './ItemSource.js';

/**
 * Streams the items of an iterator: pulls one after another while there are credits, so that a generator is suspended
 * at its `yield` when there is no demand.
 */
export class IteratorSource implements ItemSource {
  readonly #iterator: Iterator<unknown>;
  readonly #out: StreamSender;
  readonly #turns: EventLoop;
  readonly #listener: ItemsListener;
  /** True while it pulls items or waits for the next turn of the event loop. */
  #busy = false;
  #over = false;
  #turnBegan: number;

  constructor(iterator: Iterator<unknown>, out: StreamSender, turns: EventLoop, listener: ItemsListener) {
    this.#iterator = iterator;
    this.#out = out;
    this.#turns = turns;
    this.#listener = listener;
    this.#turnBegan = turns.now();
  }

  pump(): void {
    if (this.#busy) return;
    this.#busy = true;
    this.#out.gather(this.#pull);
  }

  close(ended: () => void): void {
    if (this.#over) return ended();
    this.#over = true;
    try {
      this.#iterator.return?.(undefined);
    } finally {
      ended();
    }
  }

  readonly #pull = (): void => {
    try {
      while (!this.#over && this.#out.open && !this.#listener.stopping()) {
        if (this.#out.pushedAt - this.#turnBegan > longestTurn) return this.#pullNextTurn();
        const result = this.#iterator.next();
        if (result.done) this.#end(() => this.#listener.completed());
        else this.#out.push(result.value);
      }
    } catch (error) {
      this.#end(() => this.#listener.failed(error));
    }
    this.#busy = false;
  };

  #end(tell: () => void): void {
    if (this.#over) return;
    this.#over = true;
    tell();
  }

  #pullNextTurn(): void {
    this.#turns.yieldToEventLoop(() => {
      this.#turnBegan = this.#turns.now();
      this.#out.gather(this.#pull);
    });
  }
}

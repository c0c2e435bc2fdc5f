import type { StreamSender } from '../../streams/StreamSender.js';
import { type EventLoop, longestTurn } from '../../time/EventLoop.js';
import type { ItemSource, ItemsListener } from './ItemSource.js';

/** Streams the items of an asynchronous iterator: requests the next when there is a credit for it. */
export class AsyncIteratorSource implements ItemSource {
  readonly #iterator: AsyncIterator<unknown>;
  readonly #out: StreamSender;
  readonly #turns: EventLoop;
  readonly #listener: ItemsListener;
  /** True while it waits for an item or for the next turn of the event loop. */
  #busy = false;
  #over = false;
  #turnBegan: number;

  constructor(iterator: AsyncIterator<unknown>, out: StreamSender, turns: EventLoop, listener: ItemsListener) {
    this.#iterator = iterator;
    this.#out = out;
    this.#turns = turns;
    this.#listener = listener;
    this.#turnBegan = turns.now();
  }

  pump(): void {
    if (this.#busy || this.#over || !this.#out.open) return;
    this.#busy = true;
    if (this.#out.pushedAt - this.#turnBegan > longestTurn) this.#pullNextTurn();
    else this.#pull();
  }

  close(ended: () => void): void {
    if (this.#over) return ended();
    this.#over = true;
    const returned = this.#iterator.return?.(undefined);
    if (returned === undefined) ended();
    else returned.then(ended, ended);
  }

  #pull(): void {
    try {
      this.#iterator.next().then(this.#take, this.#fail);
    } catch (error) {
      this.#fail(error);
    }
  }

  readonly #take = ({ done, value }: IteratorResult<unknown>): void => {
    if (this.#over) return;
    this.#busy = false;
    if (!done) {
      this.#out.push(value);
      return this.pump();
    }
    this.#over = true;
    this.#listener.completed();
  };

  readonly #fail = (error: unknown): void => {
    if (this.#over) return;
    this.#over = true;
    this.#listener.failed(error);
  };

  /** Yields to the event loop, which promises alone would block. */
  #pullNextTurn(): void {
    this.#turns.yieldToEventLoop(() => {
      this.#turnBegan = this.#turns.now();
      this.#pull();
    });
  }
}

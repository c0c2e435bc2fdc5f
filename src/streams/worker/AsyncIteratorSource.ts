import { type EventLoop, longestTurn } from '../../time/EventLoop.js';
import type { StreamSender } from '../StreamSender.js';
import type { ItemSource, ItemsListener } from './ItemSource.js';

/** Streams the items of an asynchronous iterator: requests the next when there is demand for it. */
export class AsyncIteratorSource implements ItemSource {
  readonly #iterator: AsyncIterator<unknown>;
  readonly #sender: StreamSender;
  readonly #eventLoop: EventLoop;
  readonly #listener: ItemsListener;
  /** True while it waits for an item or for the next turn of the event loop. */
  #busy = false;
  #ended = false;
  #turnStartedAt: number;

  constructor(iterator: AsyncIterator<unknown>, sender: StreamSender, eventLoop: EventLoop, listener: ItemsListener) {
    this.#iterator = iterator;
    this.#sender = sender;
    this.#eventLoop = eventLoop;
    this.#listener = listener;
    this.#turnStartedAt = eventLoop.now();
  }

  pump(): void {
    if (this.#busy || this.#ended || !this.#sender.hasDemand) return;
    this.#busy = true;
    if (this.#sender.pushedAt - this.#turnStartedAt > longestTurn) this.#pullNextTurn();
    else this.#pull();
  }

  close(ended: () => void): void {
    if (this.#ended) return ended();
    this.#ended = true;
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
    if (this.#ended) return;
    this.#busy = false;
    if (!done) {
      this.#sender.push(value);
      return this.pump();
    }
    this.#ended = true;
    this.#listener.completed();
  };

  readonly #fail = (error: unknown): void => {
    if (this.#ended) return;
    this.#ended = true;
    this.#listener.failed(error);
  };

  /** Yields to the event loop, which promises alone would block. */
  #pullNextTurn(): void {
    this.#eventLoop.yieldToEventLoop(() => {
      this.#turnStartedAt = this.#eventLoop.now();
      this.#pull();
    });
  }
}

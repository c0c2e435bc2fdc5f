import { splitResults } from '../../protocol/messages/ResultsMessage.js';
import type { WorkerMessage } from '../../protocol/messages/WorkerMessage.js';
import type { TransportListener, WorkerEnd } from '../../protocol/Transport.js';

/** Milliseconds for which results are delivered before the page gets a turn of the event loop. */
const longestSlice = 8;
/** Greatest number of results between two reads of the clock. */
const mostResults = 64;

/**
 * Delivers a worker's messages in slices, so that a page stays responsive while thousands of results arrive: input is
 * handled and frames are drawn in between. Keeps the order, with the worker's end last.
 */
export class SlicedListener implements TransportListener {
  readonly #listener: TransportListener;
  readonly #yieldToEventLoop: (fn: () => void) => void;
  readonly #waiting: (() => void)[] = [];

  constructor(listener: TransportListener, yieldToEventLoop: (fn: () => void) => void) {
    this.#listener = listener;
    this.#yieldToEventLoop = yieldToEventLoop;
  }

  message(message: WorkerMessage): void {
    this.#deliver(partsOf(message).map((part) => () => this.#listener.message(part)));
  }

  messageError(error: unknown): void {
    this.#deliver([() => this.#listener.messageError(error)]);
  }

  exit(end: WorkerEnd): void {
    this.#deliver([() => this.#listener.exit(end)]);
  }

  #deliver(parts: readonly (() => void)[]): void {
    const idle = this.#waiting.length === 0;
    this.#waiting.push(...parts);
    if (idle) this.#slice();
  }

  #slice(): void {
    const until = performance.now() + longestSlice;
    try {
      do this.#waiting.shift()?.();
      while (this.#waiting.length > 0 && performance.now() < until);
    } finally {
      if (this.#waiting.length > 0) this.#yieldToEventLoop(() => this.#slice());
    }
  }
}

/** Returns the message, or several that hold its parts if it has many results. */
function partsOf(message: WorkerMessage): readonly WorkerMessage[] {
  if (message.kind !== 'results' || message.slots.length <= mostResults) return [message];
  const { before, results, after } = splitResults(message, mostResults);
  return [before, ...results, after];
}

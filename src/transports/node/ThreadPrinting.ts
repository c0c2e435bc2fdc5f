import type { MessagePort } from 'node:worker_threads';
import { flushed, flushRequest } from '../../protocol/node/threadPrinting.js';

const { setTimeout, clearTimeout } = globalThis;

/** Milliseconds that the program waits at its end for a thread's lines. One that computes does not answer. */
const longestWait = 1000;

const live = new Set<ThreadPrinting>();

/**
 * Gets the lines that a thread has printed to the program's output before the program ends by itself. A thread sends its
 * first line, and the next ones when the program's event loop has taken that; neither keeps the program alive.
 */
export class ThreadPrinting {
  readonly #port: MessagePort;
  /** Whether the thread has done anything since it was flushed last. */
  #used = false;
  #timer: NodeJS.Timeout | undefined;

  constructor(port: MessagePort) {
    this.#port = port;
    if (live.size === 0) process.on('beforeExit', flushAll);
    live.add(this);
  }

  /** Notes a message of the thread; returns whether it is the answer to a flush, and nothing else. */
  heard(wire: unknown): boolean {
    if (wire !== flushed) {
      this.#used = true;
      return false;
    }
    this.#letExit();
    return true;
  }

  /** Keeps the program alive until the thread's lines have come, or a moment has passed. */
  flush(): void {
    if (!this.#used) return;
    this.#used = false;
    this.#port.postMessage(flushRequest);
    this.#port.ref();
    this.#timer ??= setTimeout(() => this.#letExit(), longestWait);
  }

  /** The thread is gone. */
  end(): void {
    this.#letExit();
    live.delete(this);
    if (live.size === 0) process.off('beforeExit', flushAll);
  }

  #letExit(): void {
    clearTimeout(this.#timer);
    this.#timer = undefined;
    this.#port.unref();
  }
}

function flushAll(): void {
  for (const each of live) each.flush();
}

import type { MessagePort } from 'node:worker_threads';
import { flushed, flushRequest } from '../../protocol/node/threadPrinting.js';

const { setTimeout, clearTimeout } = globalThis;

/** Milliseconds that the program waits at its end for a thread's lines. A thread that computes does not reply. */
const longestWait = 1000;

const live = new Set<ThreadPrinting>();

/**
 * Forwards the lines that a thread has printed before the program ends by itself. A thread sends its first line, and
 * the next ones when the program's event loop has taken that; neither keeps the program alive.
 */
export class ThreadPrinting {
  readonly #port: MessagePort;
  /** True if the thread has sent anything since it was flushed last. */
  #used = false;
  #timer: NodeJS.Timeout | undefined;

  constructor(port: MessagePort) {
    this.#port = port;
    if (live.size === 0) process.on('beforeExit', flushAll);
    live.add(this);
  }

  /** Records a message of the thread; returns true if it is only the reply to a flush. */
  receive(wire: unknown): boolean {
    if (wire !== flushed) {
      this.#used = true;
      return false;
    }
    this.#letExit();
    return true;
  }

  /** Keeps the program alive until the thread's lines have arrived, at most a second. */
  flush(): void {
    if (!this.#used) return;
    this.#used = false;
    this.#port.postMessage(flushRequest);
    this.#port.ref();
    this.#timer ??= setTimeout(() => this.#letExit(), longestWait);
  }

  /** Called when the thread has ended. */
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

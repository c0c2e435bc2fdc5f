import type { EventLoop } from '../../src/time/EventLoop.js';

/** An event loop that turns when it is told to, with a clock that goes when it is told to. */
export class ManualEventLoop implements EventLoop {
  time = 0;
  #next: (() => void)[] = [];

  now(): number {
    return this.time;
  }

  yieldToEventLoop(fn: () => void): void {
    this.#next.push(fn);
  }

  /** Whether anything waited for it. */
  turn(): boolean {
    const next = this.#next;
    this.#next = [];
    for (const fn of next) fn();
    return next.length > 0;
  }
}

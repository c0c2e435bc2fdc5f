import type { EventLoop } from '../../src/time/EventLoop.js';

/** An event loop whose turns and clock the spec controls. */
export class ManualEventLoop implements EventLoop {
  time = 0;
  #next: (() => void)[] = [];

  now(): number {
    return this.time;
  }

  yieldToEventLoop(fn: () => void): void {
    this.#next.push(fn);
  }

  /** Returns true if a function was waiting. */
  turn(): boolean {
    const next = this.#next;
    this.#next = [];
    for (const fn of next) fn();
    return next.length > 0;
  }
}

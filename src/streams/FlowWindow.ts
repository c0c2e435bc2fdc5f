import type { EventLoop } from '../time/EventLoop.js';

/**
 * The limits of the values that a sender may have in flight and the receiver has not taken: at first (`window`) and at
 * most (`widest`).
 */
export interface Windows {
  readonly window: number;
  readonly widest: number;
}

/** Milliseconds per value: below `quick` the receiver counts as fast, above `slow` as slow. */
const quick = 0.004;
const slow = 0.04;

/**
 * Decides how many values the receiver requests. When values are taken as fast as they arrive, only the round trip of
 * requests limits the stream: the window widens, up to its limit. It narrows again when the receiver becomes slow. Large
 * values are never quick, since each has to be copied, so a wide window holds little memory.
 */
export class FlowWindow {
  readonly #windows: Windows;
  readonly #eventLoop: EventLoop;
  #window: number;
  #requestedAt = Number.NEGATIVE_INFINITY;

  constructor(windows: Windows, eventLoop: EventLoop) {
    this.#windows = windows;
    this.#eventLoop = eventLoop;
    this.#window = windows.window;
  }

  /** The number of values to take before more are requested. */
  get step(): number {
    return Math.max(1, Math.floor(this.#window / 4));
  }

  /** Returns how many values to request now that so many were taken. */
  demandAfter(taken: number): number {
    const { window, widest } = this.#windows;
    if (window === widest) return taken;
    const now = this.#eventLoop.now();
    const each = (now - this.#requestedAt) / taken;
    this.#requestedAt = now;
    const before = this.#window;
    if (each < quick) this.#window = Math.min(widest, 2 * before);
    else if (each > slow) this.#window = Math.max(window, before - taken);
    return taken + this.#window - before;
  }
}

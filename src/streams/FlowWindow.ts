import type { EventLoop } from '../time/EventLoop.js';

/** How many values a sender may have on their way that were not taken: at first and at most. */
export interface Windows {
  readonly window: number;
  readonly widest: number;
}

/** Milliseconds for a value to be taken: below the one it is quick, above the other slow. */
const quick = 0.004;
const slow = 0.04;

/**
 * What the receiver of a stream allows its sender. Values that are taken as fast as they come wait for the way there and
 * back and for nothing else: for them the window widens, up to its limit, and for a receiver that becomes slow it narrows
 * again. Large values are never quick, since each has to be copied, so that a wide window holds little.
 */
export class FlowWindow {
  readonly #windows: Windows;
  readonly #turns: EventLoop;
  #window: number;
  #toldAt = Number.NEGATIVE_INFINITY;

  constructor(windows: Windows, turns: EventLoop) {
    this.#windows = windows;
    this.#turns = turns;
    this.#window = windows.window;
  }

  /** So many are to be taken before the sender hears of it. */
  get step(): number {
    return Math.max(1, Math.floor(this.#window / 4));
  }

  /** How many more may come now that so many were taken. */
  after(taken: number): number {
    const { window, widest } = this.#windows;
    if (window === widest) return taken;
    const now = this.#turns.now();
    const each = (now - this.#toldAt) / taken;
    this.#toldAt = now;
    const before = this.#window;
    if (each < quick) this.#window = Math.min(widest, 2 * before);
    else if (each > slow) this.#window = Math.max(window, before - taken);
    return taken + this.#window - before;
  }
}

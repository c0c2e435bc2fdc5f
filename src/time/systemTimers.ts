import type { EventLoop } from './EventLoop.js';

/**
 * The platform's timers as they were when this module was loaded: fake timers that are installed later do not stop a
 * pool. Browsers have no `setImmediate`, and Node's timers can be unreferenced so that they do not keep the process
 * alive; this module covers both.
 */

/** A running timer: an object in Node, a number in browsers. */
type Timer = { ref?(): unknown; unref?(): unknown };

interface Timers {
  readonly setTimeout: (fn: () => void, milliseconds: number) => Timer;
  readonly clearTimeout: (timer: Timer) => void;
  readonly setInterval: (fn: () => void, milliseconds: number) => Timer;
  readonly clearInterval: (timer: Timer) => void;
  readonly setImmediate?: (fn: () => void) => Timer;
  readonly clearImmediate?: (timer: Timer) => void;
}

const { setTimeout, clearTimeout, setInterval, clearInterval, setImmediate, clearImmediate } =
  globalThis as unknown as Timers;
const { performance, MessageChannel: Channel } = globalThis;
const resolved = Promise.resolve();

/** The longest delay of the platform's timers; longer ones fire at once. */
const longest = 2 ** 31 - 1;

/**
 * Runs the function when the current turn of the event loop is over, before any timer or I/O. A promise does that with
 * less work than Node's `queueMicrotask`, which makes an AsyncResource for each call.
 */
export function afterThisTurn(fn: () => void): void {
  void resolved.then(fn);
}

/**
 * Runs the function after timers, I/O and messages have had their turn. Where only a timer could do that, which would
 * be too late, it runs as a microtask.
 */
export const nextTurn: (fn: () => void) => void =
  setImmediate === undefined ? afterThisTurn : (fn) => void setImmediate(fn);

/** Read once: in Node it is an accessor, which costs more than the clock itself. */
const { timeOrigin } = performance;

/** Returns milliseconds since 1970, with fractions; never decreases. */
export function now(): number {
  return timeOrigin + performance.now();
}

/**
 * Starts a timer and returns the function that stops it. A delay of 0 is the next turn of the event loop, in which
 * messages that have arrived are delivered.
 */
export function startTimer(fn: () => void, delay: number, keepsAlive: boolean): () => void {
  if (delay <= 0) return startTurn(fn);
  let timer = wait();
  return () => clearTimeout(timer);

  function wait(): Timer {
    const step = Math.min(delay, longest);
    delay -= step;
    const started = setTimeout(next, step);
    if (!keepsAlive) started.unref?.();
    return started;
  }

  function next(): void {
    if (delay > 0) timer = wait();
    else fn();
  }
}

/** The platform's event loop, independent of an executor's clock. */
export const systemEventLoop: EventLoop = { now, yieldToEventLoop: startTurn };

/**
 * Runs the function in the next turn of the event loop, in which messages that have arrived are delivered: in Chromium
 * one of each port.
 */
function startTurn(fn: () => void): () => void {
  if (setImmediate !== undefined && clearImmediate !== undefined) {
    const immediate = setImmediate(fn);
    return () => clearImmediate(immediate);
  }
  if (Channel === undefined) {
    const timer = setTimeout(fn, 0);
    return () => clearTimeout(timer);
  }
  let wanted = true;
  channel ??= new TurnChannel();
  channel.push(() => {
    if (wanted) fn();
  });
  return () => {
    wanted = false;
  };
}

/**
 * Schedules turns by messages to itself: browsers have no `setImmediate`, and clamp nested timers to four milliseconds
 * from the fifth on.
 */
class TurnChannel {
  readonly #channel = new Channel();
  readonly #waiting: (() => void)[] = [];

  constructor() {
    this.#channel.port1.onmessage = () => this.#waiting.shift()?.();
  }

  push(fn: () => void): void {
    this.#waiting.push(fn);
    this.#channel.port2.postMessage(0);
  }
}

let channel: TurnChannel | undefined;

/** Keeps the process alive while it is held. An interval that never fires costs less to hold than a worker's handle. */
export class KeepAlive {
  #timer: Timer | undefined;
  #ended = false;

  hold(): void {
    if (this.#ended) return;
    if (this.#timer === undefined) this.#timer = setInterval(() => {}, longest);
    else this.#timer.ref?.();
  }

  release(): void {
    this.#timer?.unref?.();
  }

  end(): void {
    this.#ended = true;
    if (this.#timer !== undefined) clearInterval(this.#timer);
    this.#timer = undefined;
  }
}

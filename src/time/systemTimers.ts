import type { EventLoop } from './EventLoop.js';

/**
 * The platform's timers as they were when this module was loaded: fake ones installed later do not stop a pool.
 * Browsers have no `setImmediate`, Node's timers can be told not to keep the process alive; both are covered here.
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
const { queueMicrotask, performance, MessageChannel: Channel } = globalThis;

/** The longest delay that timers take; past it they fire at once. */
const longest = 2 ** 31 - 1;

/** Runs the function when the present turn of the event loop is over, before any timer or I/O. */
export const afterThisTurn: (fn: () => void) => void = queueMicrotask.bind(globalThis);

/** Runs the function when everybody else had a turn: timers, I/O, messages. Where only a timer could do that, it is too late. */
export const nextTurn: (fn: () => void) => void =
  setImmediate === undefined ? afterThisTurn : (fn) => void setImmediate(fn);

/** Milliseconds since 1970, with fractions; never goes back. */
export function now(): number {
  return performance.timeOrigin + performance.now();
}

/** Starts a timer and gives its end. 0 is the next turn of the event loop, which lets in messages that have arrived. */
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

/** The event loop as it is, whatever clock an executor has. */
export const systemEventLoop: EventLoop = { now, yieldToEventLoop: startTurn };

/** The next turn of the loop, which lets in messages that have arrived: in Chromium one of each port. */
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

/** A message to oneself: browsers have no `setImmediate`, and their timers wait four milliseconds from the fifth in a row. */
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

/** Keeps the process alive while it is held; an interval that never fires costs less to hold than a worker does. */
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

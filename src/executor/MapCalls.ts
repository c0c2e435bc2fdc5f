import { Deque } from '../collections/Deque.js';
import type { SettledObserver } from '../future/Deferred.js';
import { type FutureState, isDone } from '../future/transitions.js';

/** The part of a job that `map` uses. */
export interface MapCall {
  readonly state: FutureState;
  readonly failed: boolean;
  readonly outcome: unknown;
  cancel(): boolean;
  observe(observer: SettledObserver): void;
}

/** The calls of a `map` that were submitted and whose results are not emitted yet. */
export interface MapCalls {
  readonly size: number;
  readonly unfinished: number;
  /** The place in the input of the call that was taken last, counted from 0. */
  readonly index: number;
  add(call: MapCall): void;
  /** Removes and returns the next call whose result may be emitted. */
  take(): MapCall | undefined;
  /** Cancels the calls that have not started. */
  cancel(): void;
}

/** Calls whose results are emitted in input order: a finished one waits for those before it. */
export class OrderedCalls implements MapCalls, SettledObserver {
  readonly #calls = new Deque<MapCall>();
  readonly #onSettled: () => void;
  #unfinished = 0;
  #index = -1;

  constructor(onSettled: () => void) {
    this.#onSettled = onSettled;
  }

  get size(): number {
    return this.#calls.length;
  }

  get unfinished(): number {
    return this.#unfinished;
  }

  get index(): number {
    return this.#index;
  }

  add(call: MapCall): void {
    this.#calls.push(call);
    if (isDone(call.state)) return;
    this.#unfinished += 1;
    call.observe(this);
  }

  settled(): void {
    this.#unfinished -= 1;
    this.#onSettled();
  }

  take(): MapCall | undefined {
    if (this.#calls.length === 0 || !isDone(this.#calls.first().state)) return undefined;
    this.#index += 1;
    return this.#calls.shift();
  }

  cancel(): void {
    for (const call of this.#calls) call.cancel();
  }
}

/** A call, its place in the input, and its place in the list of pending calls. */
class PlacedCall implements SettledObserver {
  readonly call: MapCall;
  readonly index: number;
  place: number;
  readonly #settled: (placed: PlacedCall) => void;

  constructor(call: MapCall, index: number, place: number, settled: (placed: PlacedCall) => void) {
    this.call = call;
    this.index = index;
    this.place = place;
    this.#settled = settled;
  }

  settled(): void {
    this.#settled(this);
  }
}

/** Calls whose results are emitted as they complete. */
export class UnorderedCalls implements MapCalls {
  readonly #pending: PlacedCall[] = [];
  readonly #done = new Deque<PlacedCall>();
  readonly #onSettled: () => void;
  #added = 0;
  #index = -1;

  constructor(onSettled: () => void) {
    this.#onSettled = onSettled;
  }

  get size(): number {
    return this.#pending.length + this.#done.length;
  }

  get unfinished(): number {
    return this.#pending.length;
  }

  get index(): number {
    return this.#index;
  }

  add(call: MapCall): void {
    const placed = new PlacedCall(call, this.#added++, this.#pending.length, this.#settled);
    if (isDone(call.state)) {
      this.#done.push(placed);
    } else {
      this.#pending.push(placed);
      call.observe(placed);
    }
  }

  take(): MapCall | undefined {
    const placed = this.#done.shift();
    if (placed !== undefined) this.#index = placed.index;
    return placed?.call;
  }

  cancel(): void {
    for (const { call } of [...this.#pending]) call.cancel();
  }

  /** Removes the call from the pending ones; the last of them takes its place. */
  readonly #settled = (placed: PlacedCall): void => {
    const last = this.#pending.pop() as PlacedCall;
    if (last !== placed) {
      this.#pending[placed.place] = last;
      last.place = placed.place;
    }
    this.#done.push(placed);
    this.#onSettled();
  };
}

/** A row that could not be submitted: a call that has failed. */
export class RefusedCall implements MapCall {
  readonly state = 'FINISHED';
  readonly failed = true;
  readonly outcome: unknown;

  constructor(error: unknown) {
    this.outcome = error;
  }

  cancel(): boolean {
    return false;
  }

  observe(): void {}
}

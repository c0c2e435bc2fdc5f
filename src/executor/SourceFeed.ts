import { type Observable, Subject, takeUntil } from 'rxjs';
import { Holds } from '../flow/Holds.js';
import type { Inflow } from '../flow/Inflow.js';
import type { InputLine } from '../flow/InputLine.js';
import { Outflow } from '../flow/Outflow.js';
import type { Turns } from '../flow/Turns.js';

/** What a feed needs to know of its stream. */
export interface FeedOptions {
  /** How many values the operator takes before it says so. */
  readonly window: number;
  /** The flow of the operator's results: the one that must not be held back to let the operator catch up. */
  readonly results: Inflow;
  failed(error: unknown): void;
}

/**
 * One subscription of an operator on the far side to its source on this one. What the source gives beyond the credits
 * waits here; a source that is itself a stream of ours is held back until the operator can take more.
 */
export class SourceFeed {
  readonly #line: InputLine;
  readonly #results: Inflow;
  readonly #flow: Outflow;
  readonly #closed = new Subject<void>();
  readonly #holds = new Holds();

  constructor(line: InputLine, turns: Turns, options: FeedOptions) {
    this.#line = line;
    this.#results = options.results;
    this.#flow = new Outflow(line, turns, options);
  }

  subscribe(source: Observable<unknown>): void {
    source.pipe(takeUntil(this.#closed)).subscribe({
      next: (value) => this.#push(value),
      error: (error: unknown) => this.#flow.end(() => this.#line.end({ kind: 'error', error })),
      complete: () => this.#flow.end(() => this.#line.end({ kind: 'complete' })),
    });
  }

  credit(count: number): void {
    this.#flow.credit(count);
    if (this.#flow.open) this.#holds.release();
  }

  close(): void {
    this.#flow.close();
    this.#closed.next();
    this.#holds.release();
  }

  #push(value: unknown): void {
    this.#flow.push(value);
    if (!this.#flow.open) this.#holds.holdPresent(this.#results);
  }
}

import { asyncScheduler, type Subscription } from 'rxjs';
import { Pauses } from '../streams/Pauses.js';

/** Milliseconds without any progress after which holding the source back is taken to be what prevents it. */
const patience = 1000;

/**
 * Holds the streams behind an operator back while it has its hands full. Not for ever: the streams themselves may hold
 * the very slots that its calls wait for. When none of its calls runs or ends for a second, it gives way until one does.
 */
export class SourceHold {
  readonly #holds = new Pauses();
  /** Whether any of the operator's calls runs. */
  readonly #anyRuns: () => boolean;
  #watch: Subscription | undefined;
  #givesWay = false;

  constructor(anyRuns: () => boolean) {
    this.#anyRuns = anyRuns;
  }

  /** The hands are full. To be called while a value is handed on. */
  hold(): void {
    if (this.#givesWay) return;
    this.#holds.pauseCurrent();
    if (this.#holds.any) this.#watch ??= asyncScheduler.schedule(() => this.#look(), patience);
  }

  /** A call has ended. */
  progressed(): void {
    this.#givesWay = false;
  }

  release(): void {
    this.#watch?.unsubscribe();
    this.#watch = undefined;
    this.#holds.release();
  }

  #look(): void {
    this.#watch = undefined;
    this.#givesWay = !this.#anyRuns();
    if (this.#givesWay) this.release();
    else this.#watch = asyncScheduler.schedule(() => this.#look(), patience);
  }
}

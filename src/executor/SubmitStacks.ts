import { attempt } from '../errors/inspectThrown.js';
import { afterThisTurn } from '../time/systemTimers.js';

/** A place in the user's code: an object whose `stack` the engine formats when it is first read. */
export interface Site {
  readonly stack?: unknown;
}

/** A function of the library that the user called; its frame and those above it are omitted. */
// biome-ignore lint/complexity/noBannedTypes: what `Error.captureStackTrace` takes
export type Called = Function;

/**
 * Captures where tasks were submitted, for the stacks of their errors. A capture costs more than a small task, so there
 * is at most one in each turn of the event loop, shared by all tasks submitted in it; it is formatted only when read.
 */
export class SubmitStacks {
  #site: Site | undefined;
  #given: Site | undefined;

  /** Returns the place below the frame of `called`, or one captured in this turn before. */
  capture(called?: Called): Site {
    if (this.#given !== undefined) return this.#given;
    if (this.#site === undefined) {
      this.#site = siteBelow(called);
      afterThisTurn(this.#forget);
    }
    return this.#site;
  }

  readonly #forget = (): void => {
    this.#site = undefined;
  };

  /** Calls the function; until it returns, {@link capture} returns the given place. */
  runAt<R>(site: Site, fn: () => R): R {
    const outer = this.#given;
    this.#given = site;
    try {
      return fn();
    } finally {
      this.#given = outer;
    }
  }
}

/**
 * Returns the place below the frame of `called`. Some engines have no `captureStackTrace`, and some programs replace
 * it; then the stack includes the library's frames.
 */
function siteBelow(called: Called | undefined): Site {
  const site: Site = {};
  attempt(() =>
    (Error as { captureStackTrace?(target: object, below: Called | undefined): void }).captureStackTrace?.(
      site,
      called,
    ),
  );
  return Object.hasOwn(site, 'stack') ? site : new Error('submitted here');
}

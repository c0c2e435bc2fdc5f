import { attempt } from '../errors/inspectThrown.js';
import { afterThisTurn } from '../time/systemTimers.js';

/** A place in the user's code: an object whose `stack` the engine writes when it is first read. */
export interface Site {
  readonly stack?: unknown;
}

/** A function of the library that the user called; its frame and those above it are left out. */
// biome-ignore lint/complexity/noBannedTypes: what `Error.captureStackTrace` takes
export type Called = Function;

/**
 * Where tasks were submitted, for the stacks of their errors. A capture costs more than a small task, so there is at
 * most one in each turn of the event loop, shared by all that is submitted in it; its text is made only when read.
 */
export class SubmitStacks {
  #site: Site | undefined;
  #given: Site | undefined;

  /** Returns the place below the frame of `called`, or one captured in this turn before. */
  capture(called?: Called): Site {
    if (this.#given !== undefined) return this.#given;
    if (this.#site === undefined) {
      this.#site = siteBelow(called);
      afterThisTurn(() => {
        this.#site = undefined;
      });
    }
    return this.#site;
  }

  /** Calls the function; until it returns, the place is the given one. */
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

/** Some engines have no `captureStackTrace`, and some programs replace it. Then the stack has the library's frames as well. */
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

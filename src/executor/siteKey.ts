import type { Called, Site } from './SubmitStacks.js';

/** The method by which an executor notes where in the user's code it was given work; any copy of the package knows it. */
export const siteKey: unique symbol = Symbol.for('rx-futures.site') as never;

/** A noted place. */
export interface Placed {
  readonly site: Site;
  /** Calls the function; what it submits was submitted at the place. */
  readonly run: <R>(submit: () => R) => R;
}

/** An executor whose errors show where their tasks were submitted. */
export interface SiteKeeper {
  /** Notes the place that called `called`; `undefined` where no places are kept. */
  [siteKey]?(called: Called): Placed | undefined;
}

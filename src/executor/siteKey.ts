import type { Called, Site } from './SubmitStacks.js';

/**
 * The key of the method by which an executor captures the place of a call in the user's code; any copy of the package
 * uses the same key.
 */
export const siteKey: unique symbol = Symbol.for('rx-futures.site') as never;

/** A captured place. */
export interface Placed {
  readonly site: Site;
  /** Calls the function; tasks that it submits count as submitted at the place. */
  readonly run: <R>(submit: () => R) => R;
}

/** An executor whose errors show where their tasks were submitted. */
export interface SiteKeeper {
  /** Captures the place that called `called`; returns `undefined` where places are not captured. */
  [siteKey]?(called: Called): Placed | undefined;
}

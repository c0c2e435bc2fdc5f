import type { ExecutorCore } from './ExecutorCore.js';
import type { Called, Site } from './SubmitStacks.js';

/** A captured place in the user's code. */
export interface Placed {
  readonly site: Site;
  /** Calls the function; tasks that it submits count as submitted at the place. */
  readonly run: <R>(submit: () => R) => R;
}

/** Captures the place that called `called`; returns `undefined` where places are not captured. */
export function placeOf({ submitStacks }: ExecutorCore, called: Called): Placed | undefined {
  if (submitStacks === undefined) return undefined;
  const site = submitStacks.capture(called);
  return { site, run: (submit) => submitStacks.runAt(site, submit) };
}

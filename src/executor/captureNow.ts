import { reportError } from '../future/reportError.js';
import { describe } from '../options/describe.js';
import type { RunInContext, SubmitOptions } from './SubmitOptions.js';

/** Runs a function in a context, synchronously and exactly once. */
export type Within = (fn: () => void) => void;

/** Captures the current context, where `captureContext` is set. */
export function contextNow(captureContext: SubmitOptions['captureContext']): Within | undefined {
  return captureContext && captureNow(captureContext);
}

/** Captures the current context. */
export function captureNow(captureContext: () => RunInContext): Within {
  return exactlyOnce(checkContext(captureContext()));
}

/**
 * Runs the callback exactly once, whatever the user's function does: an error that it throws is reported; calling the
 * callback not at all, or twice, makes no difference. Errors of the callback are thrown to the caller.
 */
function exactlyOnce(run: RunInContext): Within {
  return (fn) => {
    let called = false;
    let thrown: { readonly error: unknown } | undefined;
    const call = (): void => {
      if (called) return;
      called = true;
      try {
        fn();
      } catch (error) {
        thrown = { error };
      }
    };
    try {
      run(call);
    } catch (error) {
      reportError(error);
    }
    call();
    if (thrown !== undefined) throw (thrown as { readonly error: unknown }).error;
  };
}

function checkContext(run: unknown): RunInContext {
  if (typeof run === 'function') return run as RunInContext;
  throw new TypeError(`captureContext must return a function that runs a callback, got ${describe(run)}`);
}

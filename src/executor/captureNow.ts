import { reportError } from '../future/reportError.js';
import { describe } from '../options/describe.js';
import type { RunInContext } from './SubmitOptions.js';

/** Runs a function in a context: at once, and once. */
export type Within = (fn: () => void) => void;

/** The context of this moment. */
export function captureNow(captureContext: () => RunInContext): Within {
  return surely(checkContext(captureContext()));
}

/**
 * Whoever waits is told once, whatever a function of the user's does: one that throws is reported, one that calls nothing
 * or twice changes nothing. What is thrown by whoever is told goes to who tells.
 */
function surely(run: RunInContext): Within {
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
  throw new TypeError(`captureContext must give a function that runs another one, it gave ${describe(run)}`);
}

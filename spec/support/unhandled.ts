import { config } from 'rxjs';
import { until } from './until.js';

/**
 * For a suite: collects the errors that RxJS reports as unhandled within each test, instead of throwing them from a
 * timer.
 */
export function unhandledErrors(): { readonly errors: unknown[]; reported(count: number): Promise<unknown[]> } {
  const errors: unknown[] = [];
  let before: typeof config.onUnhandledError;
  beforeEach(() => {
    errors.length = 0;
    before = config.onUnhandledError;
    config.onUnhandledError = (error) => errors.push(error);
  });
  afterEach(() => {
    config.onUnhandledError = before;
  });
  return {
    errors,
    /** RxJS reports from a timer, so the spec has to wait. */
    reported: async (count) => {
      await until(
        () => errors.length >= count,
        () => `${count} unhandled errors are reported; ${errors.length} are`,
      );
      return errors;
    },
  };
}

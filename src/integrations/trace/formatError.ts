import { describe } from '../../options/describe.js';

/**
 * Returns an error as a one-line string. The error itself is not kept: it may retain much memory, and its getters may
 * throw.
 */
export function formatError(error: unknown): string {
  try {
    if (!(error instanceof Error)) return typeof error === 'string' ? error : describe(error);
    return error.message === '' ? error.name : `${error.name}: ${error.message}`;
  } catch {
    return 'an error that cannot be read';
  }
}

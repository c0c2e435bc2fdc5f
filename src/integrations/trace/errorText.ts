import { describe } from '../../options/describe.js';

/** An error as a line of text. The error itself is not kept: it may hold on to a great deal, and its getters may throw. */
export function errorText(error: unknown): string {
  try {
    if (!(error instanceof Error)) return typeof error === 'string' ? error : describe(error);
    return error.message === '' ? error.name : `${error.name}: ${error.message}`;
  } catch {
    return 'an error that cannot be read';
  }
}

import { isFetchFailure } from '../isFetchFailure.js';

/** Imports a module from its source text. The page's Content-Security-Policy may forbid it. */
export async function importSource(code: string): Promise<{ readonly default: unknown }> {
  const url = URL.createObjectURL(new Blob([code], { type: 'text/javascript' }));
  try {
    return await import(/* @vite-ignore */ /* webpackIgnore: true */ url);
  } catch (error) {
    if (!isFetchFailure(error)) throw error;
    throw new TypeError(
      "inline functions need script-src blob: in the worker's Content-Security-Policy. Allow it, or use a worker file with " +
        'expose()',
      { cause: error },
    );
  } finally {
    URL.revokeObjectURL(url);
  }
}

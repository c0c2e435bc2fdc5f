/**
 * Returns true if an `import()` failed in a browser because a script could not be fetched: a 404, a wrong MIME type, a
 * policy. Browsers report neither which, nor whether it was the module itself or one that it imports.
 */
export function isFetchFailure(error: unknown): boolean {
  return error instanceof TypeError && /dynamically imported module|Importing a module script/.test(error.message);
}

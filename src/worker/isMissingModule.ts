/**
 * Returns true for the error of an `import()` in Node if the module at that URL itself is missing, and not one that it
 * imports.
 */
export function isMissingModule(error: unknown, url: string): boolean {
  const { code, url: missing, message } = Object(error) as { code?: unknown; url?: unknown; message?: unknown };
  if (code !== 'ERR_MODULE_NOT_FOUND' && code !== 'MODULE_NOT_FOUND') return false;
  return missing === url || !String(message).includes('imported from') || String(message).includes(`'${pathOf(url)}'`);
}

function pathOf(url: string): string {
  return url.startsWith('file://') ? decodeURIComponent(new URL(url).pathname) : url;
}

/** Returns true for the absolute path of a file, on any system. */
export function isAbsolutePath(path: string): boolean {
  return /^([a-z]:)?[/\\]/i.test(path);
}

/**
 * Returns the URL of a path, as Node's `pathToFileURL`. Characters of file names that the URL parser would drop, or
 * interpret as part of the URL's syntax, are encoded.
 */
export function fileUrl(path: string): string {
  const windows = /^([a-z]:|\\)/i.test(path);
  const url = new URL('file:///');
  url.pathname = path.replaceAll(windows ? /[%\t\n\r]/g : /[%\\\t\n\r]/g, encodeURIComponent).replaceAll('\\', '/');
  return url.href;
}

/** Returns whether the string is the absolute path of a file, on any system. */
export function isAbsolutePath(text: string): boolean {
  return /^([a-z]:)?[/\\]/i.test(text);
}

/** Returns the URL of a path, as Node's `pathToFileURL`. A URL would drop some characters that a file's name can have, and take others for its own. */
export function fileUrl(path: string): string {
  const windows = /^([a-z]:|\\)/i.test(path);
  const url = new URL('file:///');
  url.pathname = path.replaceAll(windows ? /[%\t\n\r]/g : /[%\\\t\n\r]/g, encodeURIComponent).replaceAll('\\', '/');
  return url.href;
}

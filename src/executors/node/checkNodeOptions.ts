import { isAbsolute } from 'node:path';
import { fileURLToPath, pathToFileURL } from 'node:url';
import { describe } from '../../options/describe.js';

/** Returns the URL of the user's own worker file. */
export function checkWorkerFile(file: unknown, name: string): string {
  if (file instanceof URL) return file.href;
  if (typeof file !== 'string') throw new TypeError(`${name} must be a URL or a string, got ${describe(file)}`);
  if (isAbsolute(file)) return pathToFileURL(file).href;
  if (URL.canParse(file)) return file;
  throw new TypeError(
    `${name} must be an absolute URL or path, got "${file}": write new URL("${file}", import.meta.url)`,
  );
}

export function checkObject(value: unknown, name: string): object {
  if (typeof value === 'object' && value !== null && !Array.isArray(value)) return value;
  throw new TypeError(`${name} must be an object, got ${describe(value)}`);
}

export function checkStrings(value: unknown, name: string): string[] {
  if (Array.isArray(value) && value.every((each) => typeof each === 'string')) return value;
  throw new TypeError(`${name} must be an array of strings, got ${describe(value)}`);
}

/** Returns a path, also for the `file:` URL of one. */
export function checkPath(value: unknown, name: string): string {
  if (value instanceof URL) return fileURLToPath(value);
  if (typeof value !== 'string') throw new TypeError(`${name} must be a path or a URL, got ${describe(value)}`);
  if (value !== '') return value.startsWith('file:') ? fileURLToPath(value) : value;
  throw new RangeError(`${name} must not be empty`);
}

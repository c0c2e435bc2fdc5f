import { describe } from '../options/describe.js';
import { fileUrl, isAbsolutePath } from '../options/fileUrl.js';
import { makeTaskRef, type TaskRef, type Tasks } from './Task.js';

/**
 * Returns references to the functions that a module exports, with their types. The module is imported where the tasks
 * run, once per worker, and never on the host; an export that does not exist becomes a `TaskNotFoundError` in the
 * Future.
 *
 * Errors: `TypeError` at the call for a relative path, which has no base to be resolved against.
 *
 * @param source - The module's URL, as `new URL('./primes.js', import.meta.url)`, the URL as a string, or an absolute
 *   path. Default: the names are looked up among those that the worker's own file passes to `expose`.
 * @returns An object with a reference for each name that is read from it.
 * @throws TypeError when the source is neither a URL nor an absolute path.
 *
 * @example
 * ```ts no-run
 * import { taskModule } from 'rx-futures';
 * import { ThreadPoolExecutor } from 'rx-futures/node';
 *
 * // with `typeof import('./primes.js')` as its type argument, the names and types are those of the module
 * const primes = taskModule<{ isPrime(n: number): boolean }>(new URL('./primes.js', import.meta.url));
 * const pool = new ThreadPoolExecutor();
 * pool.submit(primes.isPrime, 97).subscribe((prime) => console.log(prime));
 * ```
 */
export function taskModule<M>(source?: URL | string): Tasks<M> {
  const module = source === undefined ? undefined : moduleUrl(source);
  const refs = new Map<string | symbol, TaskRef>();
  const get = (_target: unknown, name: string | symbol): TaskRef | undefined => {
    if (typeof name === 'string' && !refs.has(name)) refs.set(name, makeTaskRef(module, name));
    return refs.get(name);
  };
  return new Proxy(Object.create(null) as Tasks<M> & object, { get }) as Tasks<M>;
}

function moduleUrl(source: URL | string): string {
  if (typeof source === 'object' && source !== null && typeof source.href === 'string') return source.href;
  if (typeof source !== 'string')
    throw new TypeError(`the source of taskModule must be a URL or a string, got ${describe(source)}`);
  if (isAbsolutePath(source)) return fileUrl(source);
  if (/^[a-z][a-z0-9+.-]+:/i.test(source)) return source;
  throw new TypeError(
    `the source of taskModule must be an absolute URL or path, got "${source}": write new URL("${source}", import.meta.url), ` +
      'or import.meta.resolve() for a package',
  );
}

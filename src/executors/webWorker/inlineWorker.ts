import { source } from './inlineWorkerSource.js';

/**
 * Makes a Web Worker without a file, for a pool of inline functions: pass it as the `worker` option. The worker's source
 * is the worker part of this package, as a string; only pages that import this entry point load it. Needs a page whose
 * Content-Security-Policy allows `blob:` in `worker-src` and `script-src`.
 *
 * @returns A new worker at each call.
 * @throws TypeError on a page that requires Trusted Types.
 *
 * @example
 * ```ts no-run
 * import { WebWorkerPoolExecutor } from 'rx-futures/web';
 * import { inlineWorker } from 'rx-futures/web/inline';
 *
 * const pool = new WebWorkerPoolExecutor({ worker: inlineWorker });
 * pool.submit((a: number, b: number) => a + b, 40, 2).subscribe((sum) => console.log(sum)); // 42
 * ```
 */
export function inlineWorker(): Worker {
  const url = URL.createObjectURL(new Blob([source], { type: 'text/javascript' }));
  try {
    return new Worker(url, { type: 'module' });
  } finally {
    URL.revokeObjectURL(url);
  }
}

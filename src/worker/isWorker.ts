import { realm } from '../protocol/realm.js';

/**
 * Returns whether this code runs in a worker of a pool: a thread, a child process or a Web Worker. A file that makes a pool
 * and has tasks in it asks before it makes one, as a Python program does by `if __name__ == '__main__'`. Node's `isMainThread`
 * is true in a child process, too. A Web Worker is one from its first `expose` on.
 *
 * Errors: none.
 *
 * @returns `false` in the program itself, and in workers of other origin.
 *
 * @example
 * ```ts
 * import { taskModule } from 'rx-futures';
 * import { ProcessPoolExecutor } from 'rx-futures/node';
 * import { isWorker } from 'rx-futures/worker';
 *
 * export function double(n: number): number {
 *   return n * 2;
 * }
 *
 * if (!isWorker()) {
 *   const tasks = taskModule<{ double: typeof double }>(import.meta.url);
 *   await using pool = new ProcessPoolExecutor({ maxWorkers: 1 });
 *   console.log(await pool.submit(tasks.double, 21).result()); // 42
 * }
 * ```
 */
export function isWorker(): boolean {
  return realm.moduleLoading !== undefined;
}

import { realm } from '../protocol/realm.js';

/**
 * Returns true if this code runs in a worker of a pool: a thread, a child process or a Web Worker. A file that both
 * makes a pool and exports tasks checks it before it makes the pool, as a Python program checks
 * `if __name__ == '__main__'`. Node's `isMainThread` is true in a child process, too. A Web Worker counts as a worker
 * from its first call of `expose` on.
 *
 * @returns `false` in the program itself, and in workers that no pool started.
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

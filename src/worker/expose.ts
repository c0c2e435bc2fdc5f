import { realm } from '../protocol/realm.js';
import { serve } from './web/serve.js';

/**
 * Exposes the tasks of a worker's own file, so that `taskModule()` without a source finds them. May be called more than
 * once; only the object's own functions count. In a Web Worker the first call also starts to serve the pool.
 *
 * Errors: `TypeError` at the call.
 *
 * @param tasks - Functions by name.
 * @throws TypeError when `tasks` is not an object, or one of its own properties is not a function.
 *
 * @example
 * ```ts
 * import { EventLoopExecutor, taskModule } from 'rx-futures';
 * import { expose } from 'rx-futures/worker';
 *
 * const mine = { double: (n: number) => n * 2 };
 * expose(mine);
 *
 * const executor = new EventLoopExecutor();
 * console.log(await executor.submit(taskModule<typeof mine>().double, 21).result()); // 42
 * await executor.shutdown();
 * ```
 */
// biome-ignore lint/complexity/noBannedTypes: any function may be a task
export function expose(tasks: Record<string, Function>): void {
  if (typeof tasks !== 'object' || tasks === null) throw new TypeError('expose: tasks must be an object of functions');
  for (const [name, task] of Object.entries(tasks)) {
    if (typeof task !== 'function') throw new TypeError(`expose: ${name} must be a function, got ${typeof task}`);
    realm.exposed.set(name, task as (...args: never[]) => unknown);
  }
  serve();
}

import { InvalidStateError } from '../errors/InvalidStateError.js';
import { realm } from '../protocol/realm.js';

realm.canMakePools = true;

/**
 * Refuses to make a pool while a worker loads a module: each worker of that pool would load the module again and make
 * another pool. Python's multiprocessing has the same rule, for programs without a `__main__` guard.
 *
 * @throws InvalidStateError that names the module.
 */
export function refuseWhileLoading(): void {
  const url = realm.moduleLoading?.();
  if (url === undefined) return;
  throw new InvalidStateError(
    `a pool cannot be made while a worker loads ${url}: every worker that loads this module would make another pool. ` +
      'Move the tasks to a file of their own, or make the pool in the program itself only: where isMainThread of ' +
      'node:worker_threads is true or, since child processes have a main thread too, isWorker() of rx-futures/worker is false',
  );
}

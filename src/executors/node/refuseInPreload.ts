import { isMainThread, workerData } from 'node:worker_threads';
import { InvalidStateError } from '../../errors/InvalidStateError.js';
import { realm } from '../../protocol/realm.js';
import { processEntry } from '../../transports/node/processTransport.js';
import { isThreadSetup } from '../../transports/node/threadTransport.js';

/**
 * Refuses to make a pool in a module that Node loads before a worker's file (`--import`, `--require`): each worker of
 * that pool would load it as well and make another pool.
 *
 * @throws InvalidStateError that states the reason and the remedy.
 */
export function refuseInPreload(): void {
  if (realm.moduleLoading !== undefined || !isStartingWorker()) return;
  throw new InvalidStateError(
    'a pool cannot be made while a worker starts: a module that --import or --require loads is loaded by every worker, and ' +
      'each would make another pool. Make the pool in the program itself, or give the workers an execArgv without the module',
  );
}

/** Returns true in a worker of a pool whose own file has not been loaded yet. */
function isStartingWorker(): boolean {
  return isMainThread ? process.argv[1] === processEntry && process.connected : isThreadSetup(workerData);
}

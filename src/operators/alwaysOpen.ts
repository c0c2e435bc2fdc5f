import type { Executor } from '../executor/Executor.js';
import type { Task } from '../executor/Task.js';
import type { Future } from '../future/Future.js';
import type { Acceptance } from './acceptance.js';

/**
 * Returns the acceptance for an executor that is not of this library: of its shutdown only the errors that `submit`
 * throws are known.
 */
export function alwaysOpen(executor: Executor): Acceptance {
  return {
    open: true,
    acceptsValues: true,
    deliver: (fn) => fn(),
    checkOpen: () => {},
    submit: (task, args) => executor.submit(task as Task<readonly unknown[], unknown>, ...args) as Future<unknown>,
    whenCapacityFreed(callback) {
      const again = (): void => {
        if (callback()) turn = executor.schedule(again);
      };
      let turn = executor.schedule(again);
      return () => turn.unsubscribe();
    },
    heldByStreams: () => true,
    checkIdle: () => {},
    release: () => {},
  };
}

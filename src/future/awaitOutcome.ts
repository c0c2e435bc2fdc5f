import type { SchedulerLike, Subscription } from 'rxjs';
import { limitPassed } from '../errors/limitPassed.js';
import type { Completion } from './Completion.js';
import { checkMilliseconds } from './limits.js';
import { isDone } from './transitions.js';

/** Turns an outcome into what a promise resolves to, or throws what it rejects with. */
type Read<R> = (failed: boolean, outcome: unknown) => R;

/** A promise of the outcome, for as long as the timeout allows. The timer is gone when the promise is settled. */
export function awaitOutcome<T, R>(
  completion: Completion<T>,
  timeout: number | undefined,
  clock: SchedulerLike,
  read: Read<R>,
): Promise<R> {
  const limit = checkMilliseconds('timeout', timeout);
  const outcome = (): R => read(completion.failed, completion.outcome);
  if (isDone(completion.state)) return settledPromise(outcome);
  if (limit === 0) return Promise.reject(limitPassed('timeout', 0, 'the future is not done yet'));
  return new Promise((resolve, reject) => {
    let timer: Subscription | undefined;
    const settled = (): void => {
      timer?.unsubscribe();
      settledPromise(outcome).then(resolve, reject);
    };
    completion.observe(settled);
    if (limit !== undefined) {
      timer = clock.schedule(() => {
        completion.unobserve(settled);
        reject(limitPassed('timeout', limit, `the future was not done after ${limit} ms`));
      }, limit);
    }
  });
}

/** A promise of what the reading gives, rejected with what it throws. */
async function settledPromise<R>(outcome: () => R): Promise<R> {
  return outcome();
}

import type { SchedulerLike, Subscription } from 'rxjs';
import { limitPassed } from '../errors/limitPassed.js';
import { checkPatience } from '../options/checks.js';
import type { Deferred, SettledObserver } from './Deferred.js';
import { scheduleAfter } from './scheduleAfter.js';
import { isDone } from './transitions.js';

/**
 * Returns what a promise of the outcome resolves to, or throws what it rejects with. Called once the future is done.
 */
export type Read<R> = (completion: Deferred<unknown>) => R;

/**
 * Returns a promise of the outcome; it rejects when the timeout passes first. The timer is cleared when the promise
 * settles.
 */
export function awaitOutcome<R>(
  completion: Deferred<unknown>,
  timeout: number | undefined,
  clock: SchedulerLike,
  read: Read<R>,
): Promise<R> {
  const limit = timeout === undefined ? undefined : checkPatience(timeout, 'timeout');
  return new Promise((resolve, reject) => {
    if (isDone(completion.state)) return resolve(read(completion));
    if (limit === 0) return reject(limitPassed('timeout', 0, 'the future is not done yet'));
    if (limit === undefined) completion.observe(new Waiter(completion, read, resolve));
    else completion.observe(new TimedWaiter(completion, read, resolve, clock, limit));
  });
}

/**
 * Settles one promise with the outcome. It keeps only one of the promise's two functions: there may be a million of
 * these, and a function takes as much memory as the rest.
 */
class Waiter<R> implements SettledObserver {
  private readonly completion: Deferred<unknown>;
  private readonly read: Read<R>;
  private readonly resolve: (value: R | PromiseLike<R>) => void;

  constructor(completion: Deferred<unknown>, read: Read<R>, resolve: (value: R | PromiseLike<R>) => void) {
    this.completion = completion;
    this.read = read;
    this.resolve = resolve;
  }

  settled(): void {
    try {
      this.resolve(this.read(this.completion));
    } catch (error) {
      this.reject(error);
    }
  }

  protected reject(error: unknown): void {
    this.resolve(Promise.reject(error as Error));
  }
}

/** A {@link Waiter} with a timeout. */
class TimedWaiter<R> extends Waiter<R> {
  private readonly timer: Subscription;

  constructor(
    completion: Deferred<unknown>,
    read: Read<R>,
    resolve: (value: R | PromiseLike<R>) => void,
    clock: SchedulerLike,
    limit: number,
  ) {
    super(completion, read, resolve);
    const expire = (): void => {
      completion.unobserve(this);
      this.reject(limitPassed('timeout', limit, `the future was not done after ${limit} ms`));
    };
    this.timer = scheduleAfter(clock, expire, limit);
  }

  override settled(): void {
    this.timer.unsubscribe();
    super.settled();
  }
}

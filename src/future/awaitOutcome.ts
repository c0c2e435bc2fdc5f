import type { SchedulerLike, Subscription } from 'rxjs';
import { limitPassed } from '../errors/limitPassed.js';
import type { Completion, SettledObserver } from './Completion.js';
import { checkMilliseconds } from './limits.js';
import { isDone } from './transitions.js';

/** Turns the outcome of what is done into what a promise resolves to, or throws what it rejects with. */
export type Read<R> = (completion: Completion<unknown>) => R;

/** A promise of the outcome, for as long as the timeout allows. The timer is gone when the promise is settled. */
export function awaitOutcome<R>(
  completion: Completion<unknown>,
  timeout: number | undefined,
  clock: SchedulerLike,
  read: Read<R>,
): Promise<R> {
  const limit = checkMilliseconds('timeout', timeout);
  return new Promise((resolve, reject) => {
    const waiter = new Waiter(completion, read, resolve, reject);
    if (isDone(completion.state)) return waiter.settled();
    if (limit === 0) return reject(limitPassed('timeout', 0, 'the future is not done yet'));
    completion.observe(waiter);
    if (limit !== undefined) waiter.timer = clock.schedule(() => waiter.expire(limit), limit);
  });
}

/** One promise that waits for the outcome. */
class Waiter<R> implements SettledObserver {
  timer: Subscription | undefined = undefined;
  private readonly completion: Completion<unknown>;
  private readonly read: Read<R>;
  private readonly resolve: (value: R) => void;
  private readonly reject: (error: unknown) => void;

  constructor(
    completion: Completion<unknown>,
    read: Read<R>,
    resolve: (value: R) => void,
    reject: (error: unknown) => void,
  ) {
    this.completion = completion;
    this.read = read;
    this.resolve = resolve;
    this.reject = reject;
  }

  settled(): void {
    this.timer?.unsubscribe();
    try {
      this.resolve(this.read(this.completion));
    } catch (error) {
      this.reject(error);
    }
  }

  expire(limit: number): void {
    this.completion.unobserve(this);
    this.reject(limitPassed('timeout', limit, `the future was not done after ${limit} ms`));
  }
}

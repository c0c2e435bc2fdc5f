import { type ObservableInput, Subscription, take } from 'rxjs';
import { InvalidStateError } from '../errors/InvalidStateError.js';
import { Deferred } from './Deferred.js';
import { type PlatformObservable, toObservable } from './toObservable.js';

/** The Deferred of a future that is RUNNING while its source is open. */
class SourceCompletion<T> extends Deferred<T> {
  readonly subscription = new Subscription();

  protected override settled(): void {
    this.subscription.unsubscribe();
  }
}

/**
 * Subscribes to the input at once and settles with its one value. No value, or a second one, is an InvalidStateError;
 * aborting unsubscribes.
 */
export function followInput<T>(input: ObservableInput<T> | PlatformObservable<T>): Deferred<T> {
  const completion = new SourceCompletion<T>();
  let seen = 0;
  let only: T;
  completion.start();
  const next = (value: T): void => {
    only = value;
    seen += 1;
    if (seen > 1) completion.fail(new InvalidStateError('the source gave more than one value, a future holds one'));
  };
  const complete = (): void => {
    if (seen === 1) completion.succeed(only);
    else completion.fail(new InvalidStateError('the source completed without a value'));
  };
  // A synchronous source may emit its second value before `subscribe` returns, so that there is no subscription to end
  // yet: hence `take(2)`.
  completion.subscription.add(
    toObservable(input)
      .pipe(take(2))
      .subscribe({ next, error: (error) => completion.fail(error), complete }),
  );
  return completion;
}

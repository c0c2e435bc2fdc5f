import { from, type ObservableInput, Subscription, take } from 'rxjs';
import { InvalidStateError } from '../errors/InvalidStateError.js';
import { Deferred } from './Deferred.js';

/** The completion of a future that runs as long as its source is open. */
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
export function followInput<T>(input: ObservableInput<T>): Deferred<T> {
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
  // The second value ends a synchronous source from within; the subscription does not exist yet by then.
  completion.subscription.add(
    from(input)
      .pipe(take(2))
      .subscribe({ next, error: (error) => completion.fail(error), complete }),
  );
  return completion;
}

import { expect } from 'chai';
import { from, map, type Observable, take } from 'rxjs';
import { MinimalObservable } from '../../../src/streams/worker/MinimalObservable.js';

describe('MinimalObservable', () => {
  /** Emits 1, 2, 3, until it is unsubscribed. */
  function numbers(log: string[] = []): MinimalObservable {
    return new MinimalObservable((subscriber) => {
      for (let n = 1; n <= 3 && !subscriber.closed; n++) subscriber.next(n);
      subscriber.complete();
      return () => log.push('torn down');
    });
  }

  it('is subscribed with an observer, or with functions as in RxJS', () => {
    const taken: unknown[] = [];
    numbers().subscribe({ next: (value) => taken.push(value), complete: () => taken.push('complete') });
    numbers().subscribe((value) => taken.push(value));
    numbers().subscribe(null, null, () => taken.push('complete'));
    expect(taken).to.deep.equal([1, 2, 3, 'complete', 1, 2, 3, 'complete']);
  });

  it('passes an error that subscribing throws to the observer', () => {
    const failing = new MinimalObservable(() => {
      throw new RangeError('no');
    });
    const errors: unknown[] = [];
    failing.subscribe({ error: (error) => errors.push(error) });
    expect(String(errors)).to.equal('RangeError: no');
  });

  it('takes the operators of RxJS, by pipe() and by its interop key', () => {
    const log: string[] = [];
    const piped = numbers(log).pipe(
      map((n) => (n as number) * 10) as (source: unknown) => unknown,
      take(2) as (source: unknown) => unknown,
    ) as Observable<number>;
    const taken: number[] = [];
    piped.subscribe((n) => taken.push(n));
    from(numbers(log) as never as Observable<number>).subscribe((n) => taken.push(n));
    expect(taken).to.deep.equal([10, 20, 1, 2, 3]);
    expect(log).to.deep.equal(['torn down', 'torn down']);
  });
});

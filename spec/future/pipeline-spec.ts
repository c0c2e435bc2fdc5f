import { expect } from 'chai';
import { catchError, map, of, Subject, type Subscriber } from 'rxjs';
import { CancelledError } from '../../src/errors/CancelledError.js';
import { Deferred } from '../../src/future/Deferred.js';
import { completionOf, Future } from '../../src/future/Future.js';
import { SettableFuture } from '../../src/future/SettableFuture.js';

/** Operators subscribe with RxJS's Subscribers, which a Future handles differently from plain observers. */
describe('a Future in a pipeline', () => {
  const failure = new Error('no');
  const text = map((value: number) => `value ${value}`);
  const caught = catchError((error: unknown) => of({ caught: error })); // so that no value can pass for an error

  function listen<T>(source: { subscribe(observer: object): { unsubscribe(): void } }) {
    const seen: (T | string)[] = [];
    const subscription = source.subscribe({
      next: (value: T) => seen.push(value),
      complete: () => seen.push('|'),
    });
    return { seen, subscription };
  }

  it('emits its value to operators when it settles, and completes', () => {
    const future = new SettableFuture<number>();
    const { seen } = listen(future.pipe(text));
    expect(seen).to.deep.equal([]);
    future.setResult(7);
    expect(seen).to.deep.equal(['value 7', '|']);
  });

  it('emits its value to operators when it is settled already', () => {
    expect(listen(Future.of(7).pipe(text)).seen).to.deep.equal(['value 7', '|']);
  });

  it('emits its error to operators, when it settles and when it is settled already', () => {
    const future = new SettableFuture<number>();
    const { seen } = listen(future.pipe(caught));
    future.setException(failure);
    expect(seen).to.deep.equal([{ caught: failure }, '|']);
    expect(listen(Future.failed(failure).pipe(caught)).seen).to.deep.equal([{ caught: failure }, '|']);
  });

  it('releases an operator that is unsubscribed', () => {
    const future = new SettableFuture<number>();
    const { seen, subscription } = listen(future.pipe(text));
    const completion = completionOf(future) as Deferred<number>;
    expect(completion.observed).to.equal(true);
    subscription.unsubscribe();
    expect(completion.observed).to.equal(false);
    future.setResult(7);
    expect(seen).to.deep.equal([]);
  });

  it('emits to a Subject, and to a Subscriber created elsewhere', () => {
    const subject = new Subject<number>();
    const { seen } = listen(subject);
    const future = new SettableFuture<number>();
    future.subscribe(subject as unknown as Subscriber<number>);
    future.setResult(1);
    expect(seen).to.deep.equal([1, '|']);
  });

  it('reports whether it has one or several subscribers, or callbacks', () => {
    const completion = new Deferred<number>();
    const [a, b] = [{ settled() {} }, { settled() {} }];
    expect(completion.observed).to.equal(false);
    completion.observe(a);
    expect([completion.observed, completion.isObserved((each) => each === a)]).to.deep.equal([true, true]);
    expect(completion.isObserved((each) => each === b)).to.equal(false);
    completion.observe(b);
    expect(completion.isObserved((each) => each === b)).to.equal(true);
    completion.unobserve(a);
    completion.unobserve(b);
    expect(completion.observed).to.equal(false);
    completion.addCallback(() => {});
    expect(completion.observed).to.equal(true);
  });

  it('is cancelled without a cause when no reason was given, and with one when the reason was undefined', () => {
    const errors = [new Deferred(), new Deferred(), new Deferred()];
    errors[0]?.cancel();
    errors[1]?.abort();
    errors[2]?.abort(undefined, true);
    const causes = errors.map(({ outcome }) => [
      outcome instanceof CancelledError,
      Object.hasOwn(outcome as object, 'cause'),
    ]);
    expect(causes).to.deep.equal([
      [true, false],
      [true, false],
      [true, true],
    ]);
  });

  it('drops progress that is reported after the end', () => {
    const completion = new Deferred<number>();
    completion.succeed(1);
    completion.progress('late');
    const { seen } = listen(completion.progressChannel());
    expect(seen).to.deep.equal(['|']);
  });
});

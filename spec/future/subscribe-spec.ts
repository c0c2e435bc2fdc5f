import { expect } from 'chai';
import type { Future } from '../../src/future/Future.js';
import { SettableFuture } from '../../src/future/SettableFuture.js';
import { unhandledErrors } from '../support/unhandled.js';

/** The forms in which RxJS's `subscribe` takes what it is to call. */
describe('subscribing to a Future', () => {
  const failure = new Error('no');
  const unhandled = unhandledErrors();

  function calls() {
    const seen: unknown[] = [];
    return {
      seen,
      next: (value: unknown) => void seen.push(['next', value]),
      error: (error: unknown) => void seen.push(['error', error]),
      complete: () => void seen.push('complete'),
    };
  }

  for (const early of [true, false]) {
    const when = early ? 'before it is done' : 'when it is done';
    const settled = (settle: (future: SettableFuture<number>) => void, subscribe: (future: Future<number>) => void) => {
      const future = new SettableFuture<number>();
      if (early) subscribe(future);
      settle(future);
      if (!early) subscribe(future);
    };
    const succeed = (future: SettableFuture<number>): void => future.setResult(1);
    const fail = (future: SettableFuture<number>): void => future.setException(failure);

    it(`accepts three functions, or some of them: ${when}`, () => {
      const { seen, next, error, complete } = calls();
      settled(succeed, (future) => void future.subscribe(next, error, complete));
      settled(fail, (future) => void future.subscribe(next, error, complete));
      settled(fail, (future) => void future.subscribe(null, error));
      settled(succeed, (future) => void future.subscribe(undefined, null, complete));
      settled(succeed, (future) => void future.subscribe(next, error));
      settled(succeed, (future) => void future.subscribe());
      expect(seen).to.deep.equal([
        ['next', 1],
        'complete',
        ['error', failure],
        ['error', failure],
        'complete',
        ['next', 1],
      ]);
    });

    it(`accepts an observer with any of the three: ${when}`, () => {
      const { seen, next, error, complete } = calls();
      settled(succeed, (future) => void future.subscribe({ next }));
      settled(succeed, (future) => void future.subscribe({ complete }));
      settled(fail, (future) => void future.subscribe({ error }));
      expect(seen).to.deep.equal([['next', 1], 'complete', ['error', failure]]);
    });

    it(`reports an error that a function throws, and an error without a handler: ${when}`, async () => {
      const [inNext, inError, inComplete] = [new Error('in next'), new Error('in error'), new Error('in complete')];
      const throwing = (error: Error) => () => {
        throw error;
      };
      settled(succeed, (future) => void future.subscribe(throwing(inNext)));
      settled(fail, (future) => void future.subscribe({ error: throwing(inError) }));
      settled(succeed, (future) => void future.subscribe({ complete: throwing(inComplete) }));
      settled(fail, (future) => void future.subscribe(() => {}));
      expect(await unhandled.reported(4)).to.deep.equal([inNext, inError, inComplete, failure]);
    });
  }
});

import { expect } from 'chai';
import { EMPTY, NEVER, of, throwError } from 'rxjs';
import { isPending, singleValue } from '../../src/worker/singleValue.js';

describe('singleValue', () => {
  const ignore = (): void => {};

  async function* asyncItems(...items: unknown[]): AsyncGenerator<unknown> {
    yield* items;
  }

  it('awaits a promise, and the only value of a stream', async () => {
    const results = [Promise.resolve(1), of(1), [1].values(), asyncItems(1), Promise.resolve(of(1))];
    for (const result of results) {
      expect(isPending(result)).to.equal(true);
      expect(await singleValue(result, ignore)).to.equal(1);
    }
  });

  it('takes an iterable that is no iterator as a value', () => {
    for (const value of [[1, 2], new Map(), new Set(), 'text', undefined, null, { subscribe: 1 }]) {
      expect(isPending(value)).to.equal(false);
    }
  });

  it('fails for a stream of no value or of several', async () => {
    for (const stream of [EMPTY, [].values(), asyncItems()]) {
      const error = await singleValue(stream, ignore).catch(String);
      expect(error).to.contain('without a value');
    }
    for (const stream of [of(1, 2), [1, 2].values(), asyncItems(1, 2)]) {
      const error = await singleValue(stream, ignore).catch(String);
      expect(error).to.contain('several values');
    }
  });

  it('fails with the error of the promise or the stream', async () => {
    for (const result of [Promise.reject(new RangeError('no')), throwError(() => new RangeError('no'))]) {
      expect(await singleValue(result, ignore).catch(String)).to.equal('RangeError: no');
    }
  });

  it('closes a generator after its second value, so that its finally runs', async () => {
    const steps: string[] = [];
    function* endless(): Generator<number> {
      try {
        for (;;) yield 1;
      } finally {
        steps.push('finally');
      }
    }
    await singleValue(endless(), ignore).catch(() => steps.push('failed'));
    expect(steps).to.deep.equal(['finally', 'failed']);
  });

  it('passes on a function that ends the stream early', () => {
    let unsubscribed = false;
    const endless = { lift: ignore, subscribe: () => ({ unsubscribe: () => (unsubscribed = true) }) };
    const closes: (() => void)[] = [];
    void singleValue(endless, (close) => closes.push(close));
    void singleValue(NEVER, (close) => closes.push(close));
    for (const close of closes) close();
    expect([closes.length, unsubscribed]).to.deep.equal([2, true]);
  });
});

import { expect } from 'chai';
import { AsyncIteratorSource } from '../../../src/streams/worker/AsyncIteratorSource.js';
import { until } from '../../support/until.js';
import { SourceHarness } from './SourceHarness.js';

describe('AsyncIteratorSource', () => {
  function sourceOf(iterator: AsyncIterator<unknown>, harness: SourceHarness): AsyncIteratorSource {
    return new AsyncIteratorSource(iterator, harness.sender, harness.eventLoop, harness);
  }

  async function* letters(): AsyncGenerator<string> {
    yield 'a';
    yield 'b';
    yield 'c';
  }

  it('calls next() only when an item is requested', async () => {
    const harness = new SourceHarness(1);
    const iterator = letters();
    let calls = 0;
    const counted: AsyncIterator<unknown> = {
      next: () => {
        calls += 1;
        return iterator.next();
      },
    };
    const source = sourceOf(counted, harness);
    source.pump();
    await until(() => harness.items.length === 1, 'the first item is sent');
    expect(calls).to.equal(1);
    harness.sender.request(1);
    source.pump();
    source.pump();
    await until(() => harness.items.length === 2, 'the second item is sent');
    expect(calls).to.equal(2);
  });

  it('completes after the last item', async () => {
    const harness = new SourceHarness(8);
    sourceOf(letters(), harness).pump();
    await until(() => harness.ends.length > 0, 'the source has ended');
    expect([harness.items, harness.ends]).to.deep.equal([['a', 'b', 'c'], ['completed']]);
  });

  it('fails for a rejected next(), and for one that throws', async () => {
    for (const next of [() => Promise.reject(new RangeError('lost')), () => raise(new RangeError('lost'))]) {
      const harness = new SourceHarness(8);
      sourceOf({ next }, harness).pump();
      await until(() => harness.ends.length > 0, 'the source has failed');
      expect(String(harness.ends)).to.equal('RangeError: lost');
    }
  });

  it('is closed once the iterator has returned, and sends no item that arrives later', async () => {
    const harness = new SourceHarness(8);
    let arrive: ((result: IteratorResult<unknown>) => void) | undefined;
    let hasReturned = (): void => {};
    const source = sourceOf(
      {
        next: () => new Promise((resolve) => (arrive = resolve)),
        return: () => new Promise((resolve) => (hasReturned = () => resolve({ done: true, value: undefined }))),
      },
      harness,
    );
    let closed = false;
    source.pump();
    source.close(() => (closed = true));
    arrive?.({ done: false, value: 'late' });
    await Promise.resolve();
    expect([closed, harness.items]).to.deep.equal([false, []]);
    hasReturned();
    await until(() => closed, 'the source is closed');
    expect(harness.ends).to.deep.equal([]);
  });

  it('yields to the event loop after ten milliseconds of items', async () => {
    const harness = new SourceHarness(100);
    const slow: AsyncIterator<unknown> = {
      next: () => {
        harness.eventLoop.time += 4;
        return Promise.resolve({ done: false, value: harness.eventLoop.time });
      },
    };
    const source = sourceOf(slow, harness);
    source.pump();
    await until(() => harness.items.length === 3, 'twelve milliseconds have passed');
    await new Promise(setImmediate);
    expect(harness.items).to.have.length(3);
    harness.eventLoop.turn();
    await until(() => harness.items.length === 6, 'the next turn has passed');
    source.close(() => {});
  });
});

function raise(error: Error): never {
  throw error;
}

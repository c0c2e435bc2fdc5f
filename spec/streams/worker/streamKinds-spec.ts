import { expect } from 'chai';
import { of } from 'rxjs';
import { asyncItemsOf, isObservable, isStream, itemsOf } from '../../../src/streams/worker/streamKinds.js';
import { platformObservable } from '../../support/platformObservable.js';

describe('streamKinds', () => {
  const asyncIterable = { [Symbol.asyncIterator]: () => ({ next: () => Promise.resolve({ done: true }) }) };
  const ofAnotherLibrary = { subscribe: () => {}, '@@observable': () => {} };

  it('counts Observables, async iterables and iterators as streams; an iterable or a subscribable alone is a value', () => {
    const streams = [of(1), ofAnotherLibrary, asyncIterable, [1].values(), new Map().entries()];
    const values = [[1], new Map(), 'text', 7, null, undefined, { subscribe: () => {} }, { next: () => {} }];
    expect(streams.map(isStream)).to.deep.equal(streams.map(() => true));
    expect(values.map(isStream)).to.deep.equal(values.map(() => false));
  });

  it('knows the Observables of other copies of RxJS and of other libraries', () => {
    expect([of(1), ofAnotherLibrary, { subscribe: () => {}, lift: () => {} }].map(isObservable)).to.deep.equal([
      true,
      true,
      true,
    ]);
    expect([{ subscribe: () => {} }, asyncIterable, null].map(isObservable)).to.deep.equal([false, false, false]);
  });

  it('knows an Observable of the platform by the name of its class, also a polyfill, and a ReadableStream', () => {
    class Observable {
      subscribe(): void {}
    }
    const streams = [platformObservable(() => {}), new Observable(), { getReader: () => {} }];
    expect(streams.map(isStream)).to.deep.equal([true, true, true]);
    expect(streams.map(isObservable)).to.deep.equal([true, true, false]);
  });

  it('streams the items of any iterable; any other value is one item', () => {
    expect([...{ [Symbol.iterator]: () => itemsOf(new Set([1, 2])) }]).to.deep.equal([1, 2]);
    expect([...{ [Symbol.iterator]: () => itemsOf('ab') }]).to.deep.equal(['a', 'b']);
    expect([...{ [Symbol.iterator]: () => itemsOf({ n: 1 }) }]).to.deep.equal([{ n: 1 }]);
  });

  it('reads a ReadableStream where that is not async iterable', async () => {
    const readable = new ReadableStream<string>({
      start(controller) {
        controller.enqueue('chunk');
        controller.close();
      },
    });
    const iterator = asyncItemsOf({ getReader: () => readable.getReader() });
    expect(await iterator?.next()).to.deep.equal({ done: false, value: 'chunk' });
    expect((await iterator?.next())?.done).to.equal(true);
    expect(asyncItemsOf([1])).to.equal(undefined);
  });
});

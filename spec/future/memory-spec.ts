import { expect } from 'chai';
import { SettableFuture } from '../../src/future/SettableFuture.js';
import { collectGarbage } from '../support/collectGarbage.js';
import { until } from '../support/until.js';

const count = 100_000;

/** Returns the bytes of heap in use after a garbage collection. */
function heapUsed(): number {
  for (let i = 0; i < 3; i++) collectGarbage();
  return process.memoryUsage().heapUsed;
}

/** Bytes for each object beyond its place in the array. */
function bytesEach(make: () => unknown): number {
  const keep: unknown[] = new Array(count).fill(undefined);
  const before = heapUsed();
  for (let i = 0; i < count; i++) keep[i] = make();
  const after = heapUsed();
  expect(keep).to.have.length(count);
  return (after - before) / count;
}

describe('SettableFuture', () => {
  describe('memory', () => {
    it('takes 128 bytes or less while pending and unobserved', () => {
      bytesEach(() => new SettableFuture<number>()); // the code is compiled and its shapes are known
      expect(bytesEach(() => new SettableFuture<number>())).to.be.at.most(128);
    });

    it('releases subscribers and callbacks when done', async () => {
      const future = new SettableFuture<number>();
      const refs = (() => {
        const seen = { subscriber: 0 };
        const called = { callback: 0 };
        future.subscribe(() => {
          seen.subscriber += 1;
        });
        future.addDoneCallback(() => {
          called.callback += 1;
        });
        return [new WeakRef(seen), new WeakRef(called)];
      })();
      future.setResult(1);
      await until(() => {
        collectGarbage();
        return refs.every((ref) => ref.deref() === undefined);
      }, 'what the observers referred to is collected');
      expect(future.done()).to.equal(true);
    });

    it('releases a subscriber that unsubscribed', async () => {
      const future = new SettableFuture<number>();
      const refs = [1, 2, 3].map(() => {
        const seen = { values: 0 };
        const subscription = future.subscribe(() => {
          seen.values += 1;
        });
        subscription.unsubscribe();
        return new WeakRef(seen);
      });
      await until(() => {
        collectGarbage();
        return refs.every((ref) => ref.deref() === undefined);
      }, 'what the observers referred to is collected');
      expect(future.state).to.equal('PENDING');
    });
  });
});

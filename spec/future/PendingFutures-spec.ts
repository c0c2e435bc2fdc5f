import { expect } from 'chai';
import fc from 'fast-check';
import type { Subject } from 'rxjs';
import { completionOf, type Future } from '../../src/future/Future.js';
import { PendingFutures } from '../../src/future/PendingFutures.js';
import { SettableFuture } from '../../src/future/SettableFuture.js';
import { ownAndForeign } from './ownAndForeign.js';

describe('PendingFutures', () => {
  let settled: Future<number>[];
  let watch: PendingFutures<number>;
  let own: SettableFuture<number>;
  let source: Subject<number>;
  let foreign: Future<number>;

  beforeEach(async () => {
    ({ own, source, foreign } = await ownAndForeign());
    settled = [];
    watch = new PendingFutures((future) => settled.push(future));
    watch.add(own);
    watch.add(foreign);
  });

  it('counts futures of both copies, and distinguishes them from others', () => {
    const other = new SettableFuture<number>();
    new PendingFutures<number>(() => {}).add(other);
    expect(watch.size).to.equal(2);
    expect([own, foreign, other].map((each) => watch.has(each))).to.deep.equal([true, true, false]);
    other.addDoneCallback(() => {});
    other.subscribe();
    expect(watch.has(other)).to.equal(false);
  });

  it('finds a future of either copy', () => {
    expect(watch.some((each) => each === own)).to.equal(true);
    expect(watch.some((each) => each === foreign)).to.equal(true);
    expect(watch.some(() => false)).to.equal(false);
  });

  it('reports each future once when it is settled, and forgets it', () => {
    source.next(1);
    source.complete();
    expect([settled, watch.size]).to.deep.equal([[foreign], 1]);
    own.setException(new Error('no'));
    expect([settled, watch.size]).to.deep.equal([[foreign, own], 0]);
    expect([own, foreign].map((each) => watch.has(each))).to.deep.equal([false, false]);
  });

  it('returns the pending futures of both copies when it is closed, and reports no more', () => {
    expect(watch.close()).to.deep.equal([own, foreign]);
    expect([watch.size, completionOf(own)?.observed, completionOf(foreign)]).to.deep.equal([0, false, undefined]);
    own.setResult(1);
    source.next(2);
    source.complete();
    expect(settled).to.deep.equal([]);
  });

  it('behaves like a plain set of futures under random operations', () => {
    const steps = fc.array(fc.oneof(fc.constant('add' as const), fc.nat()), { maxLength: 300 });
    fc.assert(
      fc.property(steps, (steps) => {
        const pending = new Set<SettableFuture<number>>();
        const received: Future<number>[] = [];
        const watch = new PendingFutures<number>((future) => received.push(future));
        for (const step of steps) {
          if (step === 'add') {
            const future = new SettableFuture<number>();
            watch.add(future);
            pending.add(future);
          } else if (pending.size > 0) {
            const future = [...pending][step % pending.size] as SettableFuture<number>;
            pending.delete(future);
            future.setResult(step);
            expect(received.pop()).to.equal(future);
            expect(watch.has(future)).to.equal(false);
          }
          expect(watch.size).to.equal(pending.size);
        }
        for (const future of pending) expect(watch.has(future)).to.equal(true);
        expect(new Set(watch.close())).to.deep.equal(pending);
        for (const future of pending) expect(completionOf(future)?.observed).to.equal(false);
        expect(received).to.deep.equal([]);
      }),
    );
  });
});

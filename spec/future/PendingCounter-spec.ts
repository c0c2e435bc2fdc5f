import { expect } from 'chai';
import type { Subject } from 'rxjs';
import { completionOf, type Future } from '../../src/future/Future.js';
import { PendingCounter } from '../../src/future/PendingCounter.js';
import type { SettableFuture } from '../../src/future/SettableFuture.js';
import { ownAndForeign } from './ownAndForeign.js';

describe('PendingCounter', () => {
  let settled: Future<number>[];
  let count: PendingCounter<number>;
  let own: SettableFuture<number>;
  let source: Subject<number>;
  let foreign: Future<number>;

  beforeEach(async () => {
    ({ own, source, foreign } = await ownAndForeign());
    settled = [];
    count = new PendingCounter((future) => settled.push(future));
    count.add(own);
    count.add(foreign);
  });

  it('reports each future that settles, and counts the pending ones', () => {
    expect(count.size).to.equal(2);
    own.setResult(1);
    expect(settled).to.deep.equal([own]);
    expect(count.size).to.equal(1);
    source.error(new Error('expected'));
    expect(settled).to.deep.equal([own, foreign]);
    expect(count.size).to.equal(0);
  });

  it('removes its observers from the futures when it is closed, and reports no more', () => {
    count.close([own, foreign]);
    expect(count.size).to.equal(0);
    expect(completionOf(own)?.observed).to.equal(false);
    expect(source.observed).to.equal(true); // the other copy's Future itself
    own.setResult(1);
    source.next(1);
    source.complete();
    expect(settled).to.deep.equal([]);
  });
});

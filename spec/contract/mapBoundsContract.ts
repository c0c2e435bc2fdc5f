import { expect } from 'chai';
import type { Executor } from '../../src/executor/Executor.js';
import { deliveringSource } from '../../src/streams/PausableSource.js';
import { type Latch, releaseLatch, waitForArrivals } from '../support/latch.js';
import { until } from '../support/until.js';
import { type ExecutorUnderTest, executors, latchesFor, tasksFor } from './ExecutorUnderTest.js';

/** The bounds of `map`: what is unfinished, and what is finished and waits for its turn. */
export function describeMapBounds(subject: ExecutorUnderTest): void {
  const tasks = tasksFor(subject);
  const makeLatch = latchesFor(subject);

  describe('the bounds of map', () => {
    const make = executors(subject);

    it('keep the workers busy behind a slow first row', async () => {
      const [slow, quick] = [makeLatch(), releasedLatch()];
      const executor = make({ maxWorkers: 2 });
      const seen = watchMap(executor, [slow, ...Array.from({ length: 28 }, () => quick)]);
      await until(() => executor.stats().finished === 28, 'all rows but the first are finished');
      expect(seen.emitted).to.equal(0);
      releaseLatch(slow);
      await until(() => seen.emitted === 29, 'all results');
    });

    for (const ordered of [true, false]) {
      it(`let an input be pulled ${ordered ? 'in order' : 'as completed'} no further than bufferSize`, async () => {
        const [slow, quick] = [makeLatch(), releasedLatch()];
        const executor = make({ maxWorkers: 2 });
        const rows = countedRows(slow, quick);
        const seen = watchMap(executor.with({ bufferSize: 4, ordered }), rows.input());
        await waitForArrivals(slow);
        await until(() => executor.stats().finished >= 3, 'the rows behind the first are finished');
        expect(rows.pulled - seen.emitted).to.be.at.most(4);
        if (ordered) expect(executor.stats().finished).to.equal(3);
        else await until(() => seen.emitted > 20, 'results are emitted as they complete');
        seen.unsubscribe();
        releaseLatch(slow);
      });
    }

    it('hold while map is paused: it emits nothing and pulls nothing, and goes on when it is resumed', async () => {
      const quick = releasedLatch();
      const executor = make({ maxWorkers: 2 });
      const rows = countedRows(quick, quick);
      let resume: (() => void) | undefined;
      let emitted = 0;
      const subscription = executor
        .with({ bufferSize: 8 })
        .map(tasks.hold, rows.input())
        .subscribe(() => {
          emitted += 1;
          if (emitted === 3) resume = deliveringSource()?.pause();
        });
      await until(() => resume !== undefined, 'map is paused');
      await until(() => executor.stats().finished === rows.pulled, 'the pulled rows are finished');
      expect([emitted, rows.pulled <= 11]).to.deep.equal([3, true]);
      const { pulled } = rows;
      await executor.submit(tasks.add, 1, 1).result();
      expect([emitted, rows.pulled]).to.deep.equal([3, pulled]);
      resume?.();
      await until(() => emitted > 20, 'more results');
      subscription.unsubscribe();
    });
  });

  function releasedLatch(): Latch {
    const latch = makeLatch();
    releaseLatch(latch);
    return latch;
  }

  function watchMap(executor: Executor, latches: Iterable<Latch>): { emitted: number; unsubscribe(): void } {
    const seen = { emitted: 0, unsubscribe: () => subscription.unsubscribe() };
    const subscription = executor.map(tasks.hold, latches).subscribe(() => {
      seen.emitted += 1;
    });
    return seen;
  }
}

/** An endless input that counts how far it was pulled. */
function countedRows(first: Latch, others: Latch): { pulled: number; input(): Generator<Latch> } {
  return {
    pulled: 0,
    *input() {
      for (this.pulled = 1, yield first; ; ) {
        this.pulled += 1;
        yield others;
      }
    },
  };
}

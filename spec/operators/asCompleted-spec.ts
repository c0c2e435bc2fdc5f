import { expect } from 'chai';
import { concat, EMPTY, from, map, materialize, mergeMap, NEVER, of, Subject, take, throwError } from 'rxjs';
import { TimeoutError } from '../../src/errors/TimeoutError.js';
import { frozenFuture } from '../../src/executors/test/frozenFuture.js';
import { Future } from '../../src/future/Future.js';
import { SettableFuture } from '../../src/future/SettableFuture.js';
import { asCompleted } from '../../src/operators/asCompleted.js';
import { collectGarbage } from '../support/collectGarbage.js';
import { secondCopy } from '../support/copy.js';
import { fakeTimers } from '../support/fakeTimers.js';
import { frozenError } from '../support/frozen.js';
import { futureAt, named, testScheduler } from '../support/marbles.js';
import { until } from '../support/until.js';

describe('asCompleted', () => {
  it('emits futures in the order in which they complete, and completes with the last', () => {
    const clock = testScheduler();
    clock.run(({ expectObservable }) => {
      const [a, b, c] = [futureAt(clock, 5), futureAt(clock, 2), futureAt(clock, 3)];
      expectObservable(from([a, b, c]).pipe(asCompleted(), named({ a, b, c }))).toBe('--bc-(a|)');
    });
  });

  it('emits futures that are done already first, in the order of the source', () => {
    const clock = testScheduler();
    clock.run(({ expectObservable }) => {
      const [a, b, c] = [futureAt(clock, 5), frozenFuture('FINISHED', { value: 1 }), frozenFuture('CANCELLED')];
      expectObservable(from([a, b, c]).pipe(asCompleted<unknown>(), named({ a, b, c }))).toBe('(bc)-(a|)');
    });
  });

  it('emits failed, cancelled and aborted futures like any other, and throws none of their errors', () => {
    const clock = testScheduler();
    clock.run(({ expectObservable }) => {
      const a = futureAt(clock, 1, (future) => future.setException(frozenError));
      const b = futureAt(clock, 2, (future) => future.cancel());
      const c = futureAt(clock, 3, (future) => future.abort('why'));
      const d = frozenFuture('FINISHED', { error: frozenError });
      expectObservable(from([a, b, c, d]).pipe(asCompleted<unknown>(), named({ a, b, c, d }))).toBe('dab(c|)');
    });
  });

  it('emits each distinct future once: pending, done or emitted before', () => {
    const clock = testScheduler();
    clock.run(({ cold, expectObservable }) => {
      const [a, b] = [futureAt(clock, 3), frozenFuture('FINISHED', { value: 1 })];
      const source = cold<Future<unknown>>('(abab)a(ab)|', { a, b });
      expectObservable(source.pipe(asCompleted(), named({ a, b }))).toBe('b--a-------|');
    });
  });

  it('emits several that complete at the same time in the order in which they complete', () => {
    const clock = testScheduler();
    clock.run(({ expectObservable }) => {
      const [a, b] = [new SettableFuture<unknown>(), new SettableFuture<unknown>()];
      clock.schedule(() => {
        b.setResult(1);
        a.setResult(1);
      }, 2);
      expectObservable(from([a, b]).pipe(asCompleted(), named({ a, b }))).toBe('--(ba|)');
    });
  });

  it('accepts futures while others complete, and completes after the source', () => {
    const clock = testScheduler();
    clock.run(({ hot, expectObservable, expectSubscriptions }) => {
      const [a, b, c] = [futureAt(clock, 6), futureAt(clock, 3), futureAt(clock, 4)];
      const source = hot<Future<unknown>>('-a-b-c-|', { a, b, c });
      expectObservable(source.pipe(asCompleted(), named({ a, b, c }))).toBe('---b-ca|');
      expectSubscriptions(source.subscriptions).toBe('^------!');
    });
  });

  it('continues after the source until the last future is done', () => {
    const clock = testScheduler();
    clock.run(({ cold, expectObservable, expectSubscriptions }) => {
      const a = futureAt(clock, 6);
      const source = cold<Future<unknown>>('-a|', { a });
      expectObservable(source.pipe(asCompleted(), named({ a }))).toBe('------(a|)');
      expectSubscriptions(source.subscriptions).toBe('^-!');
    });
  });

  it('completes at once for an empty source, and never for one that never completes', () => {
    testScheduler().run(({ expectObservable }) => {
      expectObservable(EMPTY.pipe(asCompleted())).toBe('|');
      expectObservable(NEVER.pipe(asCompleted())).toBe('-');
    });
  });

  it("passes the source's error on at once and releases the futures", () => {
    const clock = testScheduler();
    clock.run(({ cold, expectObservable, flush }) => {
      const [a, b] = [futureAt(clock, 1), futureAt(clock, 9)];
      const source = cold<Future<unknown>>('(ab)-#', { a, b }, frozenError);
      expectObservable(source.pipe(asCompleted(), named({ a }))).toBe('-a---#', undefined, frozenError);
      flush();
      expect(b.state).to.equal('FINISHED');
    });
  });

  it('cancels nothing when it is unsubscribed, and unsubscribes the source', () => {
    const clock = testScheduler();
    clock.run(({ hot, expectObservable, expectSubscriptions, flush }) => {
      const [a, b] = [futureAt(clock, 1), futureAt(clock, 9)];
      const source = hot<Future<unknown>>('(ab)', { a, b });
      expectObservable(source.pipe(asCompleted(), named({ a, b })), '^---!').toBe('-a---');
      expectSubscriptions(source.subscriptions).toBe('^---!');
      clock.schedule(() => expect(b.state).to.equal('PENDING'), 5);
      flush();
      expect(b.state).to.equal('FINISHED');
    });
  });

  it('stops when the consumer unsubscribes', () => {
    const clock = testScheduler();
    clock.run(({ hot, expectObservable, expectSubscriptions }) => {
      const [a, b] = [futureAt(clock, 2), futureAt(clock, 3)];
      const source = hot<Future<unknown>>('(ab)', { a, b });
      expectObservable(source.pipe(asCompleted(), take(1), named({ a }))).toBe('--(a|)');
      expectSubscriptions(source.subscriptions).toBe('^-!');
    });
  });

  it('stops an endless synchronous source when the consumer unsubscribes', () => {
    let pulled = 0;
    function* endless(): Generator<Future<number>> {
      while (pulled < 1000) yield Future.of(++pulled);
    }
    const log: number[] = [];
    from(endless())
      .pipe(asCompleted(), take(2))
      .subscribe((future) => future.subscribe((value) => log.push(value)));
    expect(log).to.deep.equal([1, 2]);
    expect(pulled).to.equal(2);
  });

  it('accepts a future that is settled while another is emitted', () => {
    const [a, b] = [new SettableFuture<number>(), new SettableFuture<number>()];
    const log: unknown[] = [];
    from([a, b])
      .pipe(asCompleted())
      .subscribe({
        next: (future) => {
          log.push(future);
          if (future === a) b.setResult(2);
        },
        complete: () => log.push('|'),
      });
    a.setResult(1);
    expect(log).to.deep.equal([a, b, '|']);
  });

  it('can be subscribed to twice, with separate state', () => {
    const a = frozenFuture('FINISHED', { value: 1 });
    testScheduler().run(({ expectObservable }) => {
      const completed = of(a, a).pipe(asCompleted());
      expectObservable(concat(completed, completed).pipe(named({ a }))).toBe('(aa|)');
    });
  });

  it('accepts futures of another copy of the package', async () => {
    const copy = await secondCopy<typeof import('../../src/future/Future.js')>(
      new URL('../../src/future/Future.js', import.meta.url),
    );
    const source = new Subject<number>();
    const [a, b] = [copy.Future.from(source), copy.Future.of(1)] as unknown as [Future<number>, Future<number>];
    const log: unknown[] = [];
    from([a, b])
      .pipe(asCompleted())
      .subscribe({ next: (future) => log.push(future), complete: () => log.push('|') });
    expect(log).to.deep.equal([b]);
    source.next(1);
    source.complete();
    expect(log).to.deep.equal([b, a, '|']);
  });

  describe('errors', () => {
    for (const bad of [undefined, null, 1, 'text', {}, Promise.resolve(1), NEVER, [Future.of(1)]]) {
      it(`is a TypeError for ${Object.prototype.toString.call(bad)} in the source, which is unsubscribed`, () => {
        const source = new Subject<unknown>();
        let error: unknown;
        (source as Subject<Future<unknown>>).pipe(asCompleted()).subscribe({
          error: (raised: unknown) => {
            error = raised;
          },
        });
        source.next(bad);
        expect(error).to.be.instanceOf(TypeError);
        expect((error as Error).message).to.match(/^asCompleted takes a source of Futures, got /);
        expect(source.observed).to.equal(false);
      });
    }

    it('of a source that fails at once are passed on', () => {
      testScheduler().run(({ expectObservable }) => {
        expectObservable(throwError(() => frozenError).pipe(asCompleted())).toBe('#', {}, frozenError);
      });
    });
  });

  describe('timeout', () => {
    const timers = fakeTimers();

    /** The result of a run in virtual time: the number of futures, then the error, and their times. */
    function expiry(at: number, futures: readonly (number | 'done')[], open = false): [number, unknown, number] {
      const clock = testScheduler();
      let [emitted, error, frame]: [number, unknown, number] = [0, undefined, -1];
      clock.run(({ flush }) => {
        const given = futures.map((each) => (each === 'done' ? frozenFuture('CANCELLED') : futureAt(clock, each)));
        concat(from(given), open ? NEVER : EMPTY)
          .pipe(asCompleted<unknown>({ timeout: at, scheduler: clock }))
          .subscribe({
            next: () => {
              emitted += 1;
            },
            error: (raised: unknown) => {
              [error, frame] = [raised, clock.frame];
            },
          });
        flush();
      });
      return [emitted, error, frame];
    }

    it("is a TimeoutError with Python's count", () => {
      const [emitted, error, frame] = expiry(10, ['done', 3, 9, 11, 12]);
      expect(error).to.be.instanceOf(TimeoutError);
      expect((error as Error).message).to.equal('2 (of 5) futures unfinished');
      expect((error as TimeoutError).info?.meta).to.deep.equal({ limit: 'timeout', milliseconds: 10 });
      expect([emitted, frame]).to.deep.equal([3, 10]);
    });

    it('counts distinct futures', () => {
      const clock = testScheduler();
      const pending = new SettableFuture<unknown>();
      let message = '';
      from([pending, pending, frozenFuture('CANCELLED')])
        .pipe(asCompleted<unknown>({ timeout: 1, scheduler: clock }))
        .subscribe({
          error: (error: Error) => {
            message = error.message;
          },
        });
      clock.flush();
      expect(message).to.equal('1 (of 2) futures unfinished');
    });

    it('is an error while the source is open, even when all of its futures are done', () => {
      const [emitted, error] = expiry(10, ['done', 3], true);
      expect(emitted).to.equal(2);
      expect(error).to.be.instanceOf(TimeoutError).with.property('message', '0 (of 2) futures unfinished');
    });

    it('is no error when all futures complete in time', () => {
      expect(expiry(10, ['done', 3, 9])).to.deep.equal([3, undefined, -1]);
    });

    it('of 0 emits the done futures, then fails if others are pending', () => {
      const [emitted, error, frame] = expiry(0, ['done', 5, 'done']);
      expect([emitted, (error as Error).message, frame]).to.deep.equal([2, '1 (of 3) futures unfinished', 0]);
      expect(expiry(0, ['done', 'done'])).to.deep.equal([2, undefined, -1]);
    });

    it('counts from the subscription, including the time of the source', () => {
      const clock = testScheduler();
      clock.run(({ cold, hot, expectSubscriptions, expectObservable }) => {
        const source = cold<Future<unknown>>('-----a-|', { a: frozenFuture('CANCELLED') });
        const completed = source.pipe(asCompleted({ timeout: 3, scheduler: clock }));
        const outer = hot('--x').pipe(
          take(1),
          mergeMap(() => completed),
          materialize(),
          map(({ kind }) => kind),
        );
        expectObservable(outer).toBe('-----(E|)', { E: 'E' });
        expectSubscriptions(source.subscriptions).toBe('--^--!');
      });
    });

    it('settles and cancels nothing', () => {
      const clock = testScheduler();
      const future = new SettableFuture<number>();
      of(future)
        .pipe(asCompleted({ timeout: 1, scheduler: clock }))
        .subscribe({ error: () => undefined });
      clock.flush();
      expect(future.state).to.equal('PENDING');
    });

    it('releases its timer when it completes, fails or is unsubscribed', () => {
      const future = new SettableFuture<number>();
      const subscription = of(future)
        .pipe(asCompleted({ timeout: 1000 }))
        .subscribe();
      expect(timers.clock.countTimers()).to.equal(1);
      subscription.unsubscribe();
      expect(timers.clock.countTimers()).to.equal(0);
      of(Future.of(1))
        .pipe(asCompleted({ timeout: 1000 }))
        .subscribe();
      expect(timers.clock.countTimers()).to.equal(0);
      throwError(() => frozenError)
        .pipe(asCompleted({ timeout: 1000 }))
        .subscribe({ error: () => undefined });
      expect(timers.clock.countTimers()).to.equal(0);
    });

    it('has no timer for Infinity or when omitted', () => {
      NEVER.pipe(asCompleted({ timeout: Number.POSITIVE_INFINITY })).subscribe();
      NEVER.pipe(asCompleted()).subscribe();
      expect(timers.clock.countTimers()).to.equal(0);
    });

    it('is rejected at the call when it is invalid', () => {
      for (const bad of ['1', null, {}]) expect(() => asCompleted({ timeout: bad as never })).to.throw(TypeError);
      expect(() => asCompleted({ timeout: Number.NaN })).to.throw(RangeError);
    });
  });

  describe('memory', () => {
    it('keeps no reference to emitted futures while others are awaited', async () => {
      const pending = new SettableFuture<object>();
      const source = new Subject<Future<object>>();
      let emitted = 0;
      const subscription = source.pipe(asCompleted()).subscribe(() => {
        emitted += 1;
      });
      const refs = ((): WeakRef<object>[] => {
        const done = Future.of({ done: 'before' });
        const later = new SettableFuture<object>();
        for (const future of [pending, done, later]) source.next(future);
        later.setResult({ done: 'later' });
        return [done, later].map((future) => new WeakRef(future));
      })();
      await until(() => {
        collectGarbage();
        return refs.every((ref) => ref.deref() === undefined);
      }, 'both futures are collected');
      expect(emitted).to.equal(2);
      subscription.unsubscribe();
    });

    it('leaves no observer on a future that outlives it', async () => {
      const future = new SettableFuture<number>();
      const ref = ((): WeakRef<object> => {
        const seen = { count: 0 };
        const subscription = of(future)
          .pipe(asCompleted())
          .subscribe(() => {
            seen.count += 1;
          });
        subscription.unsubscribe();
        return new WeakRef(seen);
      })();
      await until(() => {
        collectGarbage();
        return ref.deref() === undefined;
      }, 'the observer is collected');
      expect(future.state).to.equal('PENDING');
    });
  });
});

import { expect } from 'chai';
import { EMPTY, from, map, NEVER, type Observable, of, Subject, take, throwError } from 'rxjs';
import { CancelledError } from '../../src/errors/CancelledError.js';
import { frozenFuture } from '../../src/executors/test/frozenFuture.js';
import { Future } from '../../src/future/Future.js';
import { SettableFuture } from '../../src/future/SettableFuture.js';
import { ALL_COMPLETED, FIRST_COMPLETED, FIRST_EXCEPTION, type ReturnWhen } from '../../src/operators/returnWhen.js';
import { type WaitResult, wait } from '../../src/operators/wait.js';
import { fakeTimers } from '../support/fakeTimers.js';
import { frozenError, record } from '../support/frozen.js';
import { futureAt, testScheduler } from '../support/marbles.js';

type Settle = (future: SettableFuture<unknown>) => unknown;
const succeed: Settle = (future) => future.setResult(1);
const fail: Settle = (future) => future.setException(frozenError);
const cancel: Settle = (future) => future.cancel();
const abort: Settle = (future) => future.abort(frozenError);

/** `ab/c`: the done futures before the slash, the others after it. */
function parted(
  futures: Readonly<Record<string, Future<unknown>>>,
): (source: Observable<WaitResult<unknown>>) => Observable<string> {
  const names = new Map(Object.entries(futures).map(([name, future]) => [future, name]));
  const text = (set: Set<Future<unknown>>): string => [...set].map((future) => names.get(future)).join('');
  return map(({ done, notDone }) => `${text(done)}/${text(notDone)}`);
}

describe('wait', () => {
  describe('returnWhen', () => {
    /** When and how each of three futures settles; then when and what `wait` emits. 0 is before the subscription. */
    const cases: readonly (readonly [
      ReturnWhen | undefined,
      string,
      readonly (readonly [number, Settle])[],
      string,
      string,
    ])[] = [
      [
        undefined,
        'waits for all when left out',
        [
          [3, succeed],
          [1, succeed],
          [2, succeed],
        ],
        '---(x|)',
        'abc/',
      ],
      [
        ALL_COMPLETED,
        'waits for all, failures and cancellations included',
        [
          [3, fail],
          [1, cancel],
          [2, abort],
        ],
        '---(x|)',
        'abc/',
      ],
      [
        ALL_COMPLETED,
        'waits for the rest of those that are done already',
        [
          [0, succeed],
          [0, fail],
          [2, succeed],
        ],
        '--(x|)',
        'abc/',
      ],
      [
        ALL_COMPLETED,
        'answers at once when all are done already',
        [
          [0, succeed],
          [0, fail],
          [0, cancel],
        ],
        '(x|)',
        'abc/',
      ],
      [
        FIRST_COMPLETED,
        'answers at the first success',
        [
          [3, succeed],
          [1, succeed],
          [2, succeed],
        ],
        '-(x|)',
        'b/ac',
      ],
      [
        FIRST_COMPLETED,
        'answers at the first failure',
        [
          [3, succeed],
          [1, fail],
          [2, succeed],
        ],
        '-(x|)',
        'b/ac',
      ],
      [
        FIRST_COMPLETED,
        'answers at the first cancellation',
        [
          [3, succeed],
          [1, cancel],
          [2, succeed],
        ],
        '-(x|)',
        'b/ac',
      ],
      [
        FIRST_COMPLETED,
        'answers at the first abort',
        [
          [3, succeed],
          [1, abort],
          [2, succeed],
        ],
        '-(x|)',
        'b/ac',
      ],
      [
        FIRST_COMPLETED,
        'answers at once with all that are done already',
        [
          [0, succeed],
          [1, succeed],
          [0, fail],
        ],
        '(x|)',
        'ac/b',
      ],
      [
        FIRST_COMPLETED,
        'answers at once for one that was cancelled before',
        [
          [0, cancel],
          [1, succeed],
          [1, fail],
        ],
        '(x|)',
        'a/bc',
      ],
      [
        FIRST_EXCEPTION,
        'answers at the first failure',
        [
          [1, succeed],
          [2, fail],
          [3, succeed],
        ],
        '--(x|)',
        'ab/c',
      ],
      [
        FIRST_EXCEPTION,
        'answers at once for one that failed before',
        [
          [1, succeed],
          [0, fail],
          [0, succeed],
        ],
        '(x|)',
        'bc/a',
      ],
      [
        FIRST_EXCEPTION,
        'takes a cancellation for no failure',
        [
          [1, cancel],
          [2, succeed],
          [3, succeed],
        ],
        '---(x|)',
        'abc/',
      ],
      [
        FIRST_EXCEPTION,
        'takes an abort for no failure, whatever its reason',
        [
          [1, abort],
          [2, fail],
          [3, succeed],
        ],
        '--(x|)',
        'ab/c',
      ],
      [
        FIRST_EXCEPTION,
        'takes one that was cancelled before for no failure',
        [
          [0, cancel],
          [2, fail],
          [3, succeed],
        ],
        '--(x|)',
        'ab/c',
      ],
      [
        FIRST_EXCEPTION,
        'waits for all without a failure',
        [
          [1, succeed],
          [2, succeed],
          [3, succeed],
        ],
        '---(x|)',
        'abc/',
      ],
      [
        FIRST_EXCEPTION,
        'answers at once when all have succeeded already',
        [
          [0, succeed],
          [0, cancel],
          [0, succeed],
        ],
        '(x|)',
        'abc/',
      ],
    ];

    for (const [returnWhen, title, ends, marbles, answer] of cases) {
      it(`${returnWhen ?? 'ALL_COMPLETED'} ${title}`, () => {
        const clock = testScheduler();
        clock.run(({ expectObservable }) => {
          const [a, b, c] = ends.map(([at, how]) => {
            if (at > 0) return futureAt(clock, at, how);
            const future = new SettableFuture<unknown>();
            how(future);
            return future;
          }) as [SettableFuture<unknown>, SettableFuture<unknown>, SettableFuture<unknown>];
          const waited = from([a, b, c]).pipe(
            wait(returnWhen === undefined ? {} : { returnWhen }),
            parted({ a, b, c }),
          );
          expectObservable(waited).toBe(marbles, { x: answer });
        });
      });
    }

    it('distinguishes a future that fails with a falsy value from a success', () => {
      for (const error of [undefined, null, 0, '', false]) {
        const [a, b] = [Future.failed(error), frozenFuture('PENDING')];
        const log: string[] = [];
        from<Future<unknown>[]>([a, b])
          .pipe(wait({ returnWhen: FIRST_EXCEPTION }), parted({ a, b }))
          .subscribe((x) => log.push(x));
        expect(log).to.deep.equal(['a/b']);
      }
    });

    it('treats a task that fails with CancelledError as a failure', () => {
      const [a, b] = [Future.failed(new CancelledError()), frozenFuture('PENDING')];
      const log: string[] = [];
      from<Future<unknown>[]>([a, b])
        .pipe(wait({ returnWhen: FIRST_EXCEPTION }), parted({ a, b }))
        .subscribe((x) => log.push(x));
      expect(log).to.deep.equal(['a/b']);
    });

    it('is a TypeError at the call when it is unknown', () => {
      for (const bad of ['ALL', '', null, 0, {}, 'first_completed', 'constructor']) {
        expect(() => wait({ returnWhen: bad as never })).to.throw(TypeError, 'returnWhen must be FIRST_COMPLETED');
      }
    });

    it('has constants equal to their names, as in Python', () => {
      expect([FIRST_COMPLETED, FIRST_EXCEPTION, ALL_COMPLETED]).to.deep.equal([
        'FIRST_COMPLETED',
        'FIRST_EXCEPTION',
        'ALL_COMPLETED',
      ]);
    });
  });

  describe('the source', () => {
    for (const returnWhen of [ALL_COMPLETED, FIRST_COMPLETED, FIRST_EXCEPTION]) {
      it(`results in two empty sets when it is empty (${returnWhen})`, () => {
        testScheduler().run(({ expectObservable }) => {
          const empty = { done: new Set(), notDone: new Set() };
          expectObservable(EMPTY.pipe(wait({ returnWhen }))).toBe('(x|)', { x: empty as never });
        });
      });

      it(`is read to its end first (${returnWhen})`, () => {
        const clock = testScheduler();
        clock.run(({ cold, expectObservable, expectSubscriptions }) => {
          const [a, b] = [frozenFuture('FINISHED', { error: frozenError }), frozenFuture('FINISHED', { value: 1 })];
          const source = cold<Future<unknown>>('-a--b-|', { a, b });
          expectObservable(source.pipe(wait({ returnWhen }), parted({ a, b }))).toBe('------(x|)', { x: 'ab/' });
          expectSubscriptions(source.subscriptions).toBe('^-----!');
        });
      });
    }

    it('contributes each distinct future once', () => {
      const a = frozenFuture('FINISHED', { value: 1 });
      const log: string[] = [];
      of(a, a, a)
        .pipe(wait<unknown>(), parted({ a }))
        .subscribe((x) => log.push(x));
      expect(log).to.deep.equal(['a/']);
    });

    it('may contain futures that complete while it is read', () => {
      const clock = testScheduler();
      clock.run(({ cold, expectObservable }) => {
        const [a, b] = [futureAt(clock, 2), futureAt(clock, 3)];
        const source = cold<Future<unknown>>('ab---|', { a, b });
        expectObservable(source.pipe(wait(), parted({ a, b }))).toBe('-----(x|)', { x: 'ab/' });
      });
    });

    it('makes wait never emit when it never completes', () => {
      testScheduler().run(({ expectObservable }) => expectObservable(NEVER.pipe(wait())).toBe('-'));
    });

    it('passes its error on', () => {
      testScheduler().run(({ cold, expectObservable, expectSubscriptions }) => {
        const source = cold<Future<unknown>>('a-#', { a: frozenFuture('CANCELLED') }, frozenError);
        expectObservable(source.pipe(wait())).toBe('--#', undefined, frozenError);
        expectSubscriptions(source.subscriptions).toBe('^-!');
        expectObservable(throwError(() => frozenError).pipe(wait())).toBe('#', undefined, frozenError);
      });
    });

    for (const bad of [undefined, null, 1, 'text', {}, Promise.resolve(1), NEVER, [Future.of(1)]]) {
      it(`is unsubscribed, with a TypeError, when it emits ${Object.prototype.toString.call(bad)}`, () => {
        const source = new Subject<unknown>();
        let error: unknown;
        (source as Subject<Future<unknown>>).pipe(wait()).subscribe({
          error: (raised: unknown) => {
            error = raised;
          },
        });
        source.next(bad);
        expect(error).to.be.instanceOf(TypeError);
        expect((error as Error).message).to.match(/^wait takes a source of Futures, got /);
        expect(source.observed).to.equal(false);
      });
    }

    it('is stopped when it is synchronous and endless', () => {
      let pulled = 0;
      function* endless(): Generator<Future<number>> {
        while (pulled < 1000) yield (++pulled === 3 ? 'no future' : Future.of(1)) as Future<number>;
      }
      let error: unknown;
      from(endless())
        .pipe(wait())
        .subscribe({
          error: (raised: unknown) => {
            error = raised;
          },
        });
      expect(error).to.be.instanceOf(TypeError);
      expect(pulled).to.equal(3);
    });
  });

  describe('unsubscribing', () => {
    it('cancels nothing and unsubscribes from the source', () => {
      const clock = testScheduler();
      clock.run(({ hot, expectObservable, expectSubscriptions, flush }) => {
        const a = futureAt(clock, 9);
        const source = hot<Future<unknown>>('a', { a });
        expectObservable(source.pipe(wait()), '^--!').toBe('----');
        expectSubscriptions(source.subscriptions).toBe('^--!');
        clock.schedule(() => expect(a.state).to.equal('PENDING'), 5);
        flush();
        expect(a.state).to.equal('FINISHED');
      });
    });

    it('prevents an emission while the futures are awaited', () => {
      const future = new SettableFuture<number>();
      const log: unknown[] = [];
      const subscription = of(future)
        .pipe(wait())
        .subscribe({ next: (x) => log.push(x), complete: () => log.push('|') });
      subscription.unsubscribe();
      future.setResult(1);
      expect(log).to.deep.equal([]);
      expect(record(future)).to.deep.equal([['next', 1], ['complete']]);
    });
  });

  describe('emission', () => {
    it('happens once, also when a subscriber settles the other futures', () => {
      const [a, b] = [new SettableFuture<number>(), new SettableFuture<number>()];
      const log: string[] = [];
      from([a, b])
        .pipe(wait({ returnWhen: FIRST_COMPLETED }), parted({ a, b }))
        .subscribe({
          next: (text) => {
            log.push(text);
            b.setResult(2);
          },
          complete: () => log.push('|'),
        });
      a.setResult(1);
      expect(log).to.deep.equal(['a/b', '|']);
    });

    it('throws no error of the futures', () => {
      const log: unknown[] = [];
      from([frozenFuture('FINISHED', { error: frozenError }), frozenFuture('CANCELLED')])
        .pipe(wait())
        .subscribe(({ done }) => log.push(done.size));
      expect(log).to.deep.equal([2]);
    });

    it('has new sets for each subscriber', () => {
      const waited = of(Future.of(1)).pipe(wait());
      const sets: unknown[] = [];
      for (let i = 0; i < 2; i++) waited.subscribe(({ done }) => sets.push(done));
      expect(sets[0]).not.to.equal(sets[1]);
      expect(sets[0]).to.deep.equal(sets[1]);
    });
  });

  describe('timeout', () => {
    const timers = fakeTimers();

    for (const returnWhen of [ALL_COMPLETED, FIRST_COMPLETED, FIRST_EXCEPTION]) {
      it(`emits the current sets and is no error (${returnWhen})`, () => {
        const clock = testScheduler();
        clock.run(({ expectObservable }) => {
          const [a, b] = [futureAt(clock, 9), futureAt(clock, 12, fail)];
          const waited = from([a, b]).pipe(wait({ returnWhen, timeout: 5, scheduler: clock }), parted({ a, b }));
          expectObservable(waited).toBe('-----(x|)', { x: '/ab' });
        });
      });
    }

    it('divides the futures by their state at that time', () => {
      const clock = testScheduler();
      clock.run(({ expectObservable }) => {
        const [a, b, c] = [futureAt(clock, 2), futureAt(clock, 9), frozenFuture('CANCELLED')];
        const waited = from([a, b, c]).pipe(wait<unknown>({ timeout: 5, scheduler: clock }), parted({ a, b, c }));
        expectObservable(waited).toBe('-----(x|)', { x: 'ac/b' });
      });
    });

    it('includes the time of the source: an open source is unsubscribed', () => {
      const clock = testScheduler();
      clock.run(({ hot, expectObservable, expectSubscriptions }) => {
        const [a, b] = [futureAt(clock, 1), futureAt(clock, 9)];
        const source = hot<Future<unknown>>('ab----', { a, b });
        const waited = source.pipe(wait({ timeout: 3, scheduler: clock }), parted({ a, b }));
        expectObservable(waited).toBe('---(x|)', { x: 'a/b' });
        expectSubscriptions(source.subscriptions).toBe('^--!');
      });
    });

    it('of 0 emits the done futures at once', () => {
      const clock = testScheduler();
      clock.run(({ expectObservable }) => {
        const [a, b] = [futureAt(clock, 2), frozenFuture('CANCELLED')];
        const waited = from([a, b]).pipe(wait<unknown>({ timeout: 0, scheduler: clock }), parted({ a, b }));
        expectObservable(waited).toBe('(x|)', { x: 'b/a' });
      });
    });

    it('releases its timer on every path', () => {
      const options = { timeout: 1000 };
      of(Future.of(1)).pipe(wait(options)).subscribe();
      throwError(() => frozenError)
        .pipe(wait(options))
        .subscribe({ error: () => undefined });
      NEVER.pipe(wait(options)).subscribe().unsubscribe();
      of(frozenFuture('PENDING')).pipe(wait(options), take(1)).subscribe().unsubscribe();
      expect(timers.clock.countTimers()).to.equal(0);
      NEVER.pipe(wait({ timeout: Number.POSITIVE_INFINITY })).subscribe();
      expect(timers.clock.countTimers()).to.equal(0);
    });

    it('settles and cancels nothing', () => {
      const clock = testScheduler();
      const future = new SettableFuture<number>();
      of(future)
        .pipe(wait({ timeout: 1, scheduler: clock }))
        .subscribe();
      clock.flush();
      expect(future.state).to.equal('PENDING');
    });

    it("uses only the scheduler's clock", () => {
      for (const [bad, got] of [
        [{}, 'an object'],
        [5, '5'],
        [null, 'null'],
      ] as const) {
        const message = `scheduler must be an RxJS scheduler, got ${got}`;
        expect(() => wait({ timeout: 1, scheduler: bad as never })).to.throw(TypeError, message);
      }
      expect(() => wait({ timeout: '5' as never })).to.throw(TypeError, /^timeout must be/);
    });

    it('is rejected at the call when it is invalid', () => {
      for (const bad of ['1', null, {}]) expect(() => wait({ timeout: bad as never })).to.throw(TypeError);
      expect(() => wait({ timeout: Number.NaN })).to.throw(RangeError);
    });
  });
});

import { setImmediate as turn } from 'node:timers/promises';
import { expect } from 'chai';
import {
  concat,
  firstValueFrom,
  isObservable,
  lastValueFrom,
  map,
  NEVER,
  Observable,
  of,
  Subject,
  throwError,
  timer,
  VirtualTimeScheduler,
} from 'rxjs';
import { TestScheduler } from 'rxjs/testing';
import { CancelledError } from '../../src/errors/CancelledError.js';
import { InvalidStateError } from '../../src/errors/InvalidStateError.js';
import { TimeoutError } from '../../src/errors/TimeoutError.js';
import { frozenFuture } from '../../src/executors/test/frozenFuture.js';
import { Future } from '../../src/future/Future.js';
import { SettableFuture } from '../../src/future/SettableFuture.js';
import { secondCopy } from '../support/copy.js';
import { fakeTimers } from '../support/fakeTimers.js';
import { falsyValues, frozenError, futureIn, kinds, record, valueText } from '../support/frozen.js';
import { unhandledErrors } from '../support/unhandled.js';

describe('Future', () => {
  const scheduler = (): TestScheduler =>
    new TestScheduler((actual, expected) => void expect(actual).to.deep.equal(expected));

  describe('as an Observable', () => {
    it('is an Observable, also for RxJS', async () => {
      const future = Future.of(1);
      expect(isObservable(future)).to.equal(true);
      expect(future).to.be.instanceOf(Observable);
      expect(await lastValueFrom(concat(future, future))).to.equal(1);
    });

    it('emits the same outcome to early and late subscribers, in virtual time', () => {
      scheduler().run(({ cold, expectObservable }) => {
        const future = Future.from(cold('---(v|)'));
        expectObservable(future).toBe('---(v|)');
        expectObservable(future, '-^').toBe('---(v|)');
        expectObservable(future, '-----^').toBe('-----(v|)');
      });
    });

    it('emits the same error to early and late subscribers, in virtual time', () => {
      scheduler().run(({ cold, expectObservable }) => {
        const future = Future.from(cold('---#', {}, frozenError));
        expectObservable(future).toBe('---#', {}, frozenError);
        expectObservable(future, '-----^').toBe('-----#', {}, frozenError);
      });
    });

    it('runs its source once for any number of subscribers', () => {
      scheduler().run(({ cold, expectObservable, expectSubscriptions }) => {
        const source = cold('---(v|)');
        const future = Future.from(source);
        for (const subscription of ['^', '-^!', '----^']) expectObservable(future, subscription);
        expectSubscriptions(source.subscriptions).toBe('^--!');
      });
    });

    it('is not cancelled by unsubscribing', () => {
      const future = new SettableFuture<number>();
      const log: number[] = [];
      const subscription = future.subscribe((value) => log.push(value));
      subscription.unsubscribe();
      expect(future.state).to.equal('PENDING');
      future.setResult(1);
      expect(log).to.deep.equal([]);
      expect(record(future)).to.deep.equal([['next', 1], ['complete']]);
    });

    it('is not thenable, so that await does not unwrap it', async () => {
      const future = new SettableFuture<number>();
      expect('then' in future).to.equal(false);
      expect(await Promise.resolve(future)).to.equal(future);
      expect(await firstValueFrom(of(future))).to.equal(future);
      expect(await (async () => future)()).to.equal(future);
    });

    it('pipe returns a plain Observable', () => {
      const piped = Future.of(1).pipe(map((value) => value + 1));
      expect(piped).not.to.be.instanceOf(Future);
      expect(isObservable(piped)).to.equal(true);
    });

    it('reports no error when its failure is not observed', async () => {
      const strays: unknown[] = [];
      const listener = (stray: unknown): number => strays.push(stray);
      process.on('unhandledRejection', listener).on('uncaughtException', listener);
      Future.failed(frozenError);
      Future.from(Promise.reject(frozenError));
      const cancelled = new SettableFuture<number>();
      cancelled.abort();
      frozenFuture('FINISHED', { error: frozenError }).progress.subscribe();
      for (let turns = 0; turns < 20; turns++) await turn();
      process.off('unhandledRejection', listener).off('uncaughtException', listener);
      expect(strays).to.deep.equal([]);
    });
  });

  describe('of', () => {
    for (const value of falsyValues) {
      it(`holds ${valueText(value)}`, async () => {
        const future = Future.of(value);
        expect(future.state).to.equal('FINISHED');
        expect(Object.is(await future.result(), value)).to.equal(true);
      });
    }
  });

  describe('failed', () => {
    for (const value of falsyValues) {
      it(`fails with ${valueText(value)}`, () => {
        const future = Future.failed(value);
        expect(future.state).to.equal('FINISHED');
        const [kind, raised] = record(future)[0] as unknown[];
        expect([kind, Object.is(raised, value)]).to.deep.equal(['error', true]);
      });
    }
  });

  describe('from', () => {
    it('is RUNNING while its source is open, and cannot be cancelled then', () => {
      const source = new Subject<number>();
      const future = Future.from(source);
      expect([future.state, future.running(), future.cancel()]).to.deep.equal(['RUNNING', true, false]);
      source.next(1);
      expect(future.state).to.equal('RUNNING');
      source.complete();
      expect(record(future)).to.deep.equal([['next', 1], ['complete']]);
    });

    it('subscribes at once', () => {
      let subscribed = false;
      const future = Future.from(
        new Observable<never>(() => {
          subscribed = true;
        }),
      );
      expect(subscribed).to.equal(true);
      future.abort();
    });

    it('accepts promises, iterables and async iterables', async () => {
      async function* one(): AsyncGenerator<number> {
        yield 3;
      }
      expect(await Future.from(Promise.resolve(1)).result()).to.equal(1);
      expect(await Future.from([2]).result()).to.equal(2);
      expect(await Future.from(one()).result()).to.equal(3);
    });

    for (const value of falsyValues) {
      it(`treats ${valueText(value)} as a value`, async () => {
        expect(Object.is(await Future.from(of(value)).result(), value)).to.equal(true);
      });
    }

    it('fails with InvalidStateError when the source emits no value', async () => {
      expect(await Future.from([]).exception())
        .to.be.instanceOf(InvalidStateError)
        .with.property('message', 'the source completed without a value');
    });

    it('fails with InvalidStateError at the second value, and unsubscribes from the source', () => {
      scheduler().run(({ cold, expectObservable, expectSubscriptions }) => {
        const source = cold('-a-b-c|');
        const error = new InvalidStateError('the source gave more than one value, a future holds one');
        expectObservable(Future.from(source)).toBe('---#', {}, error);
        expectSubscriptions(source.subscriptions).toBe('^--!');
      });
    });

    it('stops an endless synchronous source at the second value', async () => {
      let pulled = 0;
      function* endless(): Generator<number> {
        while (pulled < 1000) yield ++pulled;
      }
      expect(await Future.from(endless()).exception()).to.be.instanceOf(InvalidStateError);
      expect(pulled).to.equal(2);
    });

    it("fails with the source's error", async () => {
      expect(await Future.from(throwError(() => frozenError)).exception()).to.equal(frozenError);
      expect(
        await Future.from(
          concat(
            of(1),
            throwError(() => frozenError),
          ),
        ).exception(),
      ).to.equal(frozenError);
    });

    it('unsubscribes its source when it is aborted', () => {
      scheduler().run(({ cold, expectObservable, expectSubscriptions }) => {
        const source = cold('----v|');
        const future = Future.from(source);
        timer(2).subscribe(() => future.abort('enough'));
        expectObservable(future).toBe('--#', {}, new CancelledError(undefined, { cause: 'enough' }));
        expectSubscriptions(source.subscriptions).toBe('^-!');
      });
    });

    it('ignores values of the source after the abort', () => {
      const source = new Subject<number>();
      const future = Future.from(source);
      future.abort();
      source.next(1);
      source.complete();
      expect([future.state, source.observed]).to.deep.equal(['CANCELLED', false]);
    });

    it('follows another future', async () => {
      expect(await Future.from(Future.of(1)).result()).to.equal(1);
    });

    it('rejects at the call a value that cannot be converted to an Observable', () => {
      expect(() => Future.from(1 as never)).to.throw(TypeError);
    });
  });

  for (const method of ['result', 'exception'] as const) {
    describe(method, () => {
      it('waits for the outcome', async () => {
        const future = new SettableFuture<number>();
        const waiting = future[method]();
        future.setResult(1);
        expect(await waiting).to.equal(method === 'result' ? 1 : null);
      });

      it('rejects with CancelledError when cancelled, as in Python', async () => {
        const rejection = (waiting: Promise<unknown>) =>
          waiting.then(
            () => 'none',
            (error: unknown) => error,
          );
        const cancelled = await rejection(frozenFuture('CANCELLED')[method]());
        expect(cancelled).to.be.instanceOf(CancelledError);
        const aborted = new SettableFuture<number>();
        const waiting = rejection(aborted[method]());
        aborted.abort('why');
        expect(await waiting)
          .to.be.instanceOf(CancelledError)
          .with.property('cause', 'why');
      });

      it('rejects with TimeoutError once the timeout has passed, by the given clock, and not before', async () => {
        const virtual = new VirtualTimeScheduler();
        let raised: unknown;
        const waiting = new SettableFuture<number>()[method](10, virtual).catch((error: unknown) => {
          raised = error;
        });
        virtual.maxFrames = 9;
        virtual.flush();
        await Promise.race([waiting, turn()]);
        expect(raised).to.equal(undefined);
        virtual.maxFrames = 10;
        virtual.flush();
        await waiting;
        expect(raised).to.be.instanceOf(TimeoutError);
      });

      it("names the limit in the error's message and info", async () => {
        const virtual = new TestScheduler(() => undefined);
        const waiting = new SettableFuture<number>()[method](10, virtual).catch((error: unknown) => error);
        virtual.flush();
        const error = (await waiting) as TimeoutError<unknown>;
        expect(error).to.be.instanceOf(TimeoutError);
        expect(error.message).to.equal('the future was not done after 10 ms');
        expect(error.info?.meta).to.deep.equal({ limit: 'timeout', milliseconds: 10 });
      });

      it('does not change the future when the timeout passes, and can be called again', async () => {
        const virtual = new TestScheduler(() => undefined);
        const future = new SettableFuture<number>();
        const first = future[method](10, virtual).then(
          () => 'done',
          () => 'timed out',
        );
        virtual.flush();
        expect([await first, future.state]).to.deep.equal(['timed out', 'PENDING']);
        const second = future[method](10, virtual);
        future.setResult(1);
        expect(await second).to.equal(method === 'result' ? 1 : null);
      });

      it('returns an outcome that arrives in time', async () => {
        const virtual = new TestScheduler(() => undefined);
        const future = new SettableFuture<number>();
        const waiting = future[method](10, virtual);
        virtual.schedule(() => future.setResult(1), 9);
        virtual.flush();
        expect(await waiting).to.equal(method === 'result' ? 1 : null);
      });

      it('checks the state once with a timeout of 0', async () => {
        expect(await Future.of(1)[method](0)).to.equal(method === 'result' ? 1 : null);
        const error = await new SettableFuture<number>()[method](0).catch((raised: unknown) => raised);
        expect(error).to.be.instanceOf(TimeoutError);
      });

      it('treats Infinity as no limit', async () => {
        const future = new SettableFuture<number>();
        const waiting = future[method](Number.POSITIVE_INFINITY);
        future.setResult(1);
        expect(await waiting).to.equal(method === 'result' ? 1 : null);
      });

      it('rejects an invalid timeout at the call, whether the future is done or not', () => {
        for (const future of [new SettableFuture<number>(), Future.of(1)]) {
          for (const bad of ['1', null, {}, true, 1n]) {
            expect(() => future[method](bad as never)).to.throw(TypeError, 'timeout');
          }
          expect(() => future[method](Number.NaN)).to.throw(RangeError, 'timeout');
        }
      });
    });
  }

  describe('result with a timeout on the real clock', () => {
    const timers = fakeTimers();

    it('releases its timer when the future is done', async () => {
      for (const settle of [
        (future: SettableFuture<number>) => future.setResult(1),
        (future: SettableFuture<number>) => future.setException(frozenError),
        (future: SettableFuture<number>) => future.cancel(),
      ]) {
        const future = new SettableFuture<number>();
        const waiting = future.result(1000).catch(() => undefined);
        expect(timers.clock.countTimers()).to.equal(1);
        settle(future);
        expect(timers.clock.countTimers()).to.equal(0);
        await waiting;
      }
    });

    it('has no timer when the future is done already, or with an infinite timeout', () => {
      const future = new SettableFuture<number>();
      const waits = [Future.of(1).result(1000), future.result(), future.result(Number.POSITIVE_INFINITY)];
      expect(timers.clock.countTimers()).to.equal(0);
      future.setResult(1);
      return Promise.all(waits);
    });

    it('rejects at the exact millisecond', async () => {
      let rejected = false;
      const waiting = new SettableFuture<number>().result(1000).catch(() => {
        rejected = true;
      });
      await timers.clock.tickAsync(999);
      expect(rejected).to.equal(false);
      await timers.clock.tickAsync(1);
      expect(rejected).to.equal(true);
      await waiting;
    });
  });

  describe('exception', () => {
    it('resolves with null for a success and with the error for a failure', async () => {
      expect(await Future.of(1).exception()).to.equal(null);
      expect(await Future.failed(frozenError).exception()).to.equal(frozenError);
    });

    it('resolves with null also for a thrown null, which the error channel distinguishes', async () => {
      const future = Future.failed(null);
      expect(await future.exception()).to.equal(null);
      expect(record(future)).to.deep.equal([['error', null]]);
    });
  });

  describe('addDoneCallback', () => {
    const unhandled = unhandledErrors();

    it('runs at once when the future is done, with the future as argument', () => {
      const future = Future.of(1);
      const seen: unknown[] = [];
      future.addDoneCallback((done) => seen.push(done));
      expect(seen).to.deep.equal([future]);
    });

    it('reports an error thrown by a callback and never throws itself', async () => {
      Future.of(1).addDoneCallback(() => {
        throw frozenError;
      });
      expect(await unhandled.reported(1)).to.deep.equal([frozenError]);
    });

    it('does not keep the error of a failed future from other observers', async () => {
      const log: unknown[] = [];
      Future.failed(frozenError).addDoneCallback((future) => log.push(...record(future)));
      expect(log).to.deep.equal([['error', frozenError]]);
      expect(unhandled.errors).to.deep.equal([]);
    });

    it('rejects a callback that is no function', () => {
      for (const bad of [undefined, null, 1, {}, 'text']) {
        expect(() => Future.of(1).addDoneCallback(bad as never)).to.throw(TypeError, 'a function');
      }
    });
  });

  describe('toString', () => {
    for (const [future, text] of [
      [Future.of(1), 'returned Number'],
      [Future.of('a'), 'returned String'],
      [Future.of(undefined), 'returned undefined'],
      [Future.of(null), 'returned null'],
      [Future.of([]), 'returned Array'],
      [Future.of(new Map()), 'returned Map'],
      [Future.of(Object.create(null)), 'returned Object'],
      [Future.of(1n), 'returned BigInt'],
      [Future.failed(new TypeError()), 'raised TypeError'],
      [Future.failed(undefined), 'raised undefined'],
      [Future.failed(new (class Mine extends Error {})()), 'raised Mine'],
    ] as const) {
      it(`is <Future state=finished ${text}>`, () => {
        expect(String(future)).to.equal(`<Future state=finished ${text}>`);
      });
    }

    it('is the form of the subclass in each state', () => {
      expect(kinds.map((kind) => String(futureIn(kind)))).to.deep.equal([
        '<SettableFuture state=pending>',
        '<SettableFuture state=running>',
        '<SettableFuture state=cancelled>',
        '<SettableFuture state=finished returned Number>',
        '<SettableFuture state=finished raised RangeError>',
      ]);
    });

    it('is shown by the console', async () => {
      const { inspect } = await import('node:util');
      expect(inspect(Future.of(1))).to.equal('<Future state=finished returned Number>');
    });
  });

  describe('instanceof', () => {
    type Module = typeof import('../../src/future/Future.js');
    const copy = (): Promise<Module> => secondCopy<Module>(new URL('../../src/future/Future.js', import.meta.url));

    it('recognises futures of another copy of the package, and vice versa', async () => {
      const other = await copy();
      expect(other.Future).not.to.equal(Future);
      const theirs: unknown = other.Future.of(1);
      expect(theirs instanceof Future).to.equal(true);
      expect(Future.of(1) instanceof other.Future).to.equal(true);
      expect(new SettableFuture() instanceof other.Future).to.equal(true);
    });

    it('accepts a future of another copy like any other', async () => {
      const other = await copy();
      expect(await Future.from(other.Future.of(1)).result()).to.equal(1);
    });

    it('keeps its ordinary meaning for subclasses', () => {
      expect(Future.of(1)).not.to.be.instanceOf(SettableFuture);
      expect(new SettableFuture()).to.be.instanceOf(SettableFuture);
    });

    it('is false for everything else', () => {
      for (const value of [undefined, null, 1, 'text', {}, NEVER, Promise.resolve(), () => 1]) {
        expect((value as unknown) instanceof Future).to.equal(false);
      }
    });
  });
});

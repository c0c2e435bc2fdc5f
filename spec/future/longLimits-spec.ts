import { expect } from 'chai';
import { asyncScheduler, lastValueFrom, of, type SchedulerLike, VirtualTimeScheduler } from 'rxjs';
import { TimeoutError } from '../../src/errors/TimeoutError.js';
import type { Future } from '../../src/future/Future.js';
import { SettableFuture } from '../../src/future/SettableFuture.js';
import { asCompleted } from '../../src/operators/asCompleted.js';
import { wait } from '../../src/operators/wait.js';
import { describe as describeValue } from '../../src/options/describe.js';
import { fakeTimers } from '../support/fakeTimers.js';

/** The methods that wait for a future, and their results when the time is over. */
type Waits = (future: Future<number>, timeout: number | undefined, scheduler?: SchedulerLike) => Promise<unknown>;

const waits: Record<string, Waits> = {
  'result()': (future, timeout, scheduler) => future.result(timeout, scheduler),
  'exception()': (future, timeout, scheduler) => future.exception(timeout, scheduler),
  'wait()': (future, timeout, scheduler) =>
    lastValueFrom(of(future).pipe(wait({ timeout, scheduler } as object))).then(({ notDone }) => {
      if (notDone.size > 0) throw new TimeoutError();
    }),
  'asCompleted()': (future, timeout, scheduler) =>
    lastValueFrom(of(future).pipe(asCompleted({ timeout, scheduler } as object))),
};

/** Returns the state of a promise, once all pending microtasks have run. */
async function outcomeOf(promise: Promise<unknown>): Promise<() => string> {
  let outcome = 'waits';
  promise.then(
    () => (outcome = 'has the value'),
    (error: unknown) => (outcome = error instanceof TimeoutError ? 'timed out' : String(error)),
  );
  return () => outcome;
}

const turn = (): Promise<void> => new Promise((resolve) => setImmediate(resolve));

describe('a time limit of any length', () => {
  const fake = fakeTimers();

  for (const [name, start] of Object.entries(waits)) {
    for (const limit of [2 ** 31 - 1, 2 ** 31, 2 ** 31 + 5, 3 * 2 ** 31, 2 ** 40]) {
      for (const [how, scheduler] of [
        ['', undefined],
        [" on the caller's asyncScheduler", asyncScheduler],
      ] as const) {
        it(`of ${name}: ${limit} ms${how} do not expire early`, async () => {
          const outcome = await outcomeOf(start(new SettableFuture<number>(), limit, scheduler));
          fake.clock.tick(limit - 1);
          await turn();
          expect(outcome()).to.equal('waits');
          fake.clock.tick(1);
          await turn();
          expect(outcome()).to.equal('timed out');
          expect(fake.clock.countTimers()).to.equal(0);
        });
      }

      it(`of ${name}: ${limit} ms of virtual time`, async () => {
        const scheduler = new VirtualTimeScheduler();
        const outcome = await outcomeOf(start(new SettableFuture<number>(), limit, scheduler));
        scheduler.flush();
        await turn();
        expect([outcome(), scheduler.frame]).to.deep.equal(['timed out', limit]);
      });

      it(`of ${name}: ${limit} ms leave no timer behind when the value comes first`, async () => {
        const future = new SettableFuture<number>();
        const outcome = await outcomeOf(start(future, limit));
        fake.clock.tick(limit - 1);
        future.setResult(1);
        await turn();
        expect(outcome()).to.equal('has the value');
        expect(fake.clock.countTimers()).to.equal(0);
      });
    }

    for (const limit of [Infinity, Number.MAX_VALUE, undefined]) {
      it(`of ${name}: ${limit} is no limit`, async () => {
        const future = new SettableFuture<number>();
        const outcome = await outcomeOf(start(future, limit));
        expect(fake.clock.countTimers()).to.equal(0);
        future.setResult(1);
        await turn();
        expect(outcome()).to.equal('has the value');
      });
    }

    for (const limit of [0, -0, -1, -0.5, -(2 ** 31), -(2 ** 40), -Infinity]) {
      it(`of ${name}: ${limit} checks once`, async () => {
        const outcome = await outcomeOf(start(new SettableFuture<number>(), limit));
        fake.clock.tick(1);
        await turn();
        expect(outcome()).to.equal('timed out');
      });
    }

    for (const bad of [Number.NaN, '5', null, 5n, {}, new Date(0)]) {
      it(`of ${name}: ${describeValue(bad)} is rejected at the call`, () => {
        const refusal = Number.isNaN(bad) ? RangeError : TypeError;
        expect(() => start(new SettableFuture<number>(), bad as number)).to.throw(refusal, 'timeout');
      });
    }
  }
});

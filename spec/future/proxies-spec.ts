import { expect } from 'chai';
import { config, firstValueFrom, from, lastValueFrom, map, type Observable, toArray } from 'rxjs';
import { SerializationError } from '../../src/errors/SerializationError.js';
import { EventLoopExecutor } from '../../src/executors/eventLoop/EventLoopExecutor.js';
import { Future } from '../../src/future/Future.js';
import { SettableFuture } from '../../src/future/SettableFuture.js';
import { asCompleted } from '../../src/operators/asCompleted.js';
import { FIRST_COMPLETED, FIRST_EXCEPTION } from '../../src/operators/returnWhen.js';
import { wait } from '../../src/operators/wait.js';
import { proxies, revoked } from '../support/proxies.js';

/** A value, or an error. */
async function settled(promise: Promise<unknown>): Promise<unknown> {
  return promise.catch((error: unknown) => error);
}

/** All ways to read a future to its end. */
const readers: Record<string, (future: Future<number>) => Promise<unknown>> = {
  'result()': (future) => future.result(),
  'result(timeout)': (future) => future.result(60_000),
  'exception()': (future) => future.exception().then((error) => error ?? 1),
  subscribe: (future) => new Promise((resolve, reject) => future.subscribe({ next: resolve, error: reject })),
  firstValueFrom: (future) => firstValueFrom(future),
  'an operator of RxJS': (future) => lastValueFrom(future.pipe(map((n) => n))),
  'Future.from': (future) => Future.from(future).result(),
  progress: (future) => lastValueFrom(future.progress.pipe(toArray())).then(() => 1),
  asCompleted: (future) =>
    lastValueFrom(from([future]).pipe(asCompleted())).then((each) => expect(each).to.equal(future) && each.result()),
  wait: (future) => waitFor(from([future]).pipe(wait())),
  'wait for the first': (future) => waitFor(from([future]).pipe(wait({ returnWhen: FIRST_COMPLETED }))),
  'wait for a failure': (future) => waitFor(from([future]).pipe(wait({ returnWhen: FIRST_EXCEPTION }))),
};

function waitFor(pair: Observable<{ done: Set<Future<number>> }>): Promise<unknown> {
  return lastValueFrom(pair).then(({ done }) => [...done][0]?.result());
}

describe('a Future behind a Proxy', () => {
  const reported: unknown[] = [];
  beforeEach(() => {
    config.onUnhandledError = (error) => reported.push(error);
  });
  afterEach(async () => {
    await new Promise((resolve) => setImmediate(resolve));
    config.onUnhandledError = null;
    expect(reported.splice(0)).to.deep.equal([]);
  });

  for (const [kind, wrap] of Object.entries(proxies)) {
    for (const [name, read] of Object.entries(readers)) {
      it(`${name} of ${kind} emits the value, or an error`, async () => {
        const done = Future.of(1);
        const pending = new SettableFuture<number>();
        const outcomes = [settled(read(wrap(done))), settled(read(wrap(pending as Future<number>)))];
        await new Promise((resolve) => setImmediate(resolve));
        pending.setResult(1);
        for (const outcome of await Promise.all(outcomes)) {
          if (outcome !== 1) expect(outcome).to.be.instanceOf(TypeError).with.property('message').that.matches(/Proxy/);
        }
        if (kind === 'a Proxy that binds methods') expect(await Promise.all(outcomes)).to.deep.equal([1, 1]);
      });
    }

    it(`methods of ${kind} work, or throw an error with the reason`, () => {
      const future = wrap(new SettableFuture<number>());
      const calls: (() => unknown)[] = [
        () => future.state,
        () => future.done(),
        () => future.running(),
        () => future.cancelled(),
        () => future.addDoneCallback(() => {}),
        () => future.setRunningOrNotifyCancel(),
        () => future.setProgress(1),
        () => future.setResult(1),
        () => future.cancel(),
        () => future.abort(),
      ];
      for (const call of calls) {
        try {
          call();
        } catch (error) {
          expect(error).to.be.instanceOf(TypeError).with.property('message').that.matches(/Proxy/);
        }
      }
      expect(String(future)).to.match(/Future/);
    });
  }

  for (const [name, read] of Object.entries({ asCompleted: readers['asCompleted'], wait: readers['wait'] })) {
    it(`${name} rejects a revoked Proxy, and an object that only has the brand`, async () => {
      const marked = { [Symbol.for('rx-futures.Future')]: true };
      for (const value of [revoked(Future.of(1)), marked, Object.create(Future.of(1)) as object]) {
        expect(await settled(read?.(value as never) as Promise<unknown>)).to.be.instanceOf(TypeError);
      }
    });
  }

  it("is not wrapped by Vue, because of Vue's skip flag", () => {
    expect(Future.of(1)).to.have.property('__v_skip', true);
    expect(Object.keys(Future.of(1))).to.not.include('__v_skip');
  });

  it('is rejected as an argument to be cloned, like a Future', async () => {
    const executor = new EventLoopExecutor({ isolate: true });
    const wrapped = new Proxy(Future.of(1), {});
    const error = await settled(executor.submit((value: unknown) => value, wrapped as unknown).result());
    expect(error).to.be.instanceOf(SerializationError);
    await executor.shutdown();
  });
});

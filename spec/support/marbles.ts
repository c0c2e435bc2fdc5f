import { expect } from 'chai';
import { map, type OperatorFunction, type SchedulerLike } from 'rxjs';
import { TestScheduler } from 'rxjs/testing';
import type { Future } from '../../src/future/Future.js';
import { SettableFuture } from '../../src/future/SettableFuture.js';

/** RxJS's scheduler of virtual time, comparing with chai. */
export function testScheduler(): TestScheduler {
  return new TestScheduler((actual, expected) => void expect(actual).to.deep.equal(expected));
}

/** Returns a future that settles at a moment of virtual time; `how` is its outcome. */
export function futureAt(
  clock: SchedulerLike,
  at: number,
  how: (future: SettableFuture<unknown>) => unknown = (future) => future.setResult(at),
): SettableFuture<unknown> {
  const future = new SettableFuture<unknown>();
  clock.schedule(() => void how(future), at);
  return future;
}

/** Futures by their names: RxJS's scheduler would subscribe to a future that it is to compare. */
export function named(futures: Readonly<Record<string, Future<unknown>>>): OperatorFunction<Future<unknown>, string> {
  const names = new Map(Object.entries(futures).map(([name, future]) => [future, name]));
  return map((future) => names.get(future) ?? 'a future without a name');
}

import { expectTypeOf } from 'expect-type';
import type { TestScheduler } from 'rxjs/testing';
import type { Executor, Future, FutureState } from '../../src/entryPoints/index.js';
import { frozenFuture, type SubmittedTask, TestExecutor } from '../../src/entryPoints/testing.js';

/** Compiled and never called: what the compiler must know of executors and futures for tests. */
export function testingTypes(scheduler: TestScheduler, state: FutureState): void {
  const executor = new TestExecutor(scheduler);
  expectTypeOf(executor).toExtend<Executor>();
  expectTypeOf(executor.submit((text: string) => text.length, 'a')).toEqualTypeOf<Future<number>>();
  expectTypeOf(executor.crashWorker(1)).toEqualTypeOf<void>();
  new TestExecutor(scheduler, { maxWorkers: 1, duration: (_task, args) => args.length });
  new TestExecutor(scheduler, {
    answer: (task, args, call) => {
      expectTypeOf(task).toEqualTypeOf<SubmittedTask>();
      expectTypeOf(args).toEqualTypeOf<readonly unknown[]>();
      return call();
    },
  });
  // @ts-expect-error the clock is no option
  new TestExecutor({ maxWorkers: 1 });
  // @ts-expect-error a policy is one of two
  new TestExecutor(scheduler, { onWorkerLost: 'ignore' });

  // without a type argument a frozen future is a future of any type
  expectTypeOf(frozenFuture('RUNNING')).toEqualTypeOf<Future<never>>();
  expectTypeOf(frozenFuture<string>('PENDING')).toEqualTypeOf<Future<string>>();
  expectTypeOf(frozenFuture('FINISHED', { value: 1 })).toEqualTypeOf<Future<number>>();
  expectTypeOf(frozenFuture<Date>('FINISHED', { error: new RangeError() })).toEqualTypeOf<Future<Date>>();
  expectTypeOf(frozenFuture<number>(state)).toEqualTypeOf<Future<number>>();
  // @ts-expect-error there is no such state
  frozenFuture('DONE');
}

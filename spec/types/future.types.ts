import { expectTypeOf } from 'expect-type';
import { from, type Observable, type ObservedValueOf, of, switchMap } from 'rxjs';
import type { Executor } from '../../src/executor/Executor.js';
import type { Settled } from '../../src/executor/Settled.js';
import { Future } from '../../src/future/Future.js';
import { SettableFuture } from '../../src/future/SettableFuture.js';
import { asCompleted } from '../../src/operators/asCompleted.js';
import { eachValueFrom } from '../../src/operators/eachValueFrom.js';
import { mapOn } from '../../src/operators/mapOn.js';
import { ALL_COMPLETED, FIRST_COMPLETED, type ReturnWhen } from '../../src/operators/returnWhen.js';
import { wait } from '../../src/operators/wait.js';

/** Types of futures and operators. Only compiled, never run. */
export function futureTypes(executor: Executor): void {
  // a Future is an Observable, and not thenable
  expectTypeOf<Future<number>>().toExtend<Observable<number>>();
  expectTypeOf<Future<number>>().not.toExtend<PromiseLike<unknown>>();
  expectTypeOf<Awaited<Future<number>>>().toEqualTypeOf<Future<number>>();
  expectTypeOf<ObservedValueOf<Future<number>>>().toEqualTypeOf<number>();

  // making and reading
  expectTypeOf(Future.of('a')).toEqualTypeOf<Future<string>>();
  expectTypeOf(Future.failed(new Error())).toEqualTypeOf<Future<never>>();
  expectTypeOf(Future.from(of(1, 2))).toEqualTypeOf<Future<number>>();
  expectTypeOf(Future.from(Promise.resolve('a'))).toEqualTypeOf<Future<string>>();
  const future = new SettableFuture<number>();
  expectTypeOf(future).toExtend<Future<number>>();
  expectTypeOf(future.result()).toEqualTypeOf<Promise<number>>();
  expectTypeOf(future.exception()).toEqualTypeOf<Promise<unknown>>();
  expectTypeOf(future.state).toEqualTypeOf<'PENDING' | 'RUNNING' | 'CANCELLED' | 'FINISHED'>();
  future.subscribe((value) => expectTypeOf(value).toEqualTypeOf<number>());
  future.subscribe({ next: (value) => expectTypeOf(value).toEqualTypeOf<number>(), error: () => {} });
  future.addDoneCallback((done) => expectTypeOf(done).toEqualTypeOf<Future<number>>());
  // @ts-expect-error only the maker's object settles
  Future.of(1).setResult(2);
  // @ts-expect-error a text is no number
  future.setResult('a');

  // progress has the type that the caller gives
  expectTypeOf(future.progress).toEqualTypeOf<Observable<unknown>>();
  const stepping: Future<number, 'half' | 'done'> = executor.submit(async (n: number) => n, 1);
  expectTypeOf(stepping.progress).toEqualTypeOf<Observable<'half' | 'done'>>();
  expectTypeOf(stepping).toExtend<Future<number>>();
  expectTypeOf(executor.submit(async (n: number) => n, 1)).toEqualTypeOf<Future<number>>();
  const maker = new SettableFuture<number, string>();
  maker.setProgress('half');
  // @ts-expect-error its progress is a string
  maker.setProgress(0.5);

  // operators
  const futures = from([future]);
  expectTypeOf(futures.pipe(asCompleted({ timeout: 5 }))).toEqualTypeOf<Observable<Future<number>>>();
  expectTypeOf(futures.pipe(wait())).toEqualTypeOf<
    Observable<{ readonly done: Set<Future<number>>; readonly notDone: Set<Future<number>> }>
  >();
  const options = { returnWhen: FIRST_COMPLETED };
  futures.pipe(wait(options));
  expectTypeOf(ALL_COMPLETED).toExtend<ReturnWhen>();
  futures.pipe(wait({ returnWhen: 'FIRST_EXCEPTION' }));
  // @ts-expect-error no such condition
  futures.pipe(wait({ returnWhen: 'SECOND_COMPLETED' }));
  expectTypeOf(of('a').pipe(mapOn(executor, async (text: string) => text.length))).toEqualTypeOf<Observable<number>>();
  const settled = of('a').pipe(mapOn(executor, async (text: string) => text.length, { settled: true, ordered: false }));
  expectTypeOf(settled).toEqualTypeOf<Observable<Settled<number>>>();
  expectTypeOf(eachValueFrom(of(1, 2), { bufferSize: 1 })).toEqualTypeOf<AsyncIterableIterator<number>>();
  // @ts-expect-error no such option
  eachValueFrom(futures, { size: 1 });
  // @ts-expect-error not an Observable
  eachValueFrom([1]);
  // @ts-expect-error the task takes texts
  of(1).pipe(mapOn(executor, async (text: string) => text.length));
  expectTypeOf(of('a').pipe(switchMap((text) => executor.task((t: string) => t.length, text)))).toEqualTypeOf<
    Observable<number>
  >();
}

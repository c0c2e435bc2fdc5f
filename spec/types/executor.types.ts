import { expectTypeOf } from 'expect-type';
import { type Observable, type OperatorFunction, of, type SchedulerLike, type Subscription, toArray } from 'rxjs';
import type { Executor } from '../../src/executor/Executor.js';
import type { Settled } from '../../src/executor/Settled.js';
import type { TaskRef, Tasks } from '../../src/executor/Task.js';
import { taskModule } from '../../src/executor/taskModule.js';
import { EventLoopExecutor } from '../../src/executors/eventLoop/EventLoopExecutor.js';
import { ThreadPoolExecutor } from '../../src/executors/thread/ThreadPoolExecutor.js';
import { Future } from '../../src/future/Future.js';
import type { PlatformObservable } from '../../src/future/toObservable.js';
import { eachValueFrom } from '../../src/operators/eachValueFrom.js';
import { type OperatorRef, through } from '../../src/operators/through.js';
import { transfer } from '../../src/protocol/transfer.js';

/** Types of executors and tasks. Only compiled, never run. */
export function executorTypes(executor: Executor): void {
  const tasks = taskModule<typeof import('../fixtures/tasks.js')>('file:///tasks.js');
  const loose = taskModule();

  // tasks carry the types of what they stand for
  expectTypeOf(tasks.add).toEqualTypeOf<TaskRef<[a: number, b: number], number>>();
  expectTypeOf(taskModule<{ limit: number; run(): void }>()).not.toHaveProperty('limit');
  expectTypeOf(taskModule<{ limit: number; run(): void }>()).toHaveProperty('run');
  expectTypeOf(loose).toExtend<Tasks<unknown>>();

  // submit
  expectTypeOf(executor.submit(tasks.add, 1, 2)).toEqualTypeOf<Future<number>>();
  expectTypeOf(executor.submit((text: string) => text.length, 'a')).toEqualTypeOf<Future<number>>();
  expectTypeOf(executor.submit(async (n: number) => [n], 1)).toEqualTypeOf<Future<number[]>>();
  expectTypeOf(executor.submit(() => {})).toEqualTypeOf<Future<void>>();
  expectTypeOf(executor.submit((n = 1, ...more: string[]) => [n, more] as const, 1, 'a', 'b')).toEqualTypeOf<
    Future<readonly [number, string[]]>
  >();
  // a Buffer arrives as a Uint8Array on threads; other views and unknown values stay what they are
  expectTypeOf(executor.submit(() => Buffer.from('a'))).toEqualTypeOf<Future<Uint8Array>>();
  expectTypeOf(executor.submit(async () => Buffer.from('a'))).toEqualTypeOf<Future<Uint8Array>>();
  expectTypeOf(executor.map((n: number) => Buffer.alloc(n), [1])).toEqualTypeOf<Observable<Uint8Array>>();
  expectTypeOf(executor.submit(() => new Float64Array(1))).toEqualTypeOf<Future<Float64Array<ArrayBuffer>>>();
  expectTypeOf(executor.submit(() => 1 as unknown)).toEqualTypeOf<Future<unknown>>();
  // a Future holds the one value of a stream; a list is a value
  expectTypeOf(executor.submit(() => of(1))).toEqualTypeOf<Future<number>>();
  expectTypeOf(executor.submit(async () => of('a'))).toEqualTypeOf<Future<string>>();
  expectTypeOf(executor.submit(() => new Set([1]).values())).toEqualTypeOf<Future<number>>();
  expectTypeOf(
    executor.submit(async function* (n: number) {
      yield n;
    }, 1),
  ).toEqualTypeOf<Future<number>>();
  expectTypeOf(executor.submit((n: number) => (n > 1 ? of(n) : 'small'), 1)).toEqualTypeOf<Future<number | 'small'>>();
  expectTypeOf(executor.submit(() => new Map<string, number>())).toEqualTypeOf<Future<Map<string, number>>>();
  // biome-ignore lint/suspicious/noExplicitAny: what is unknown to the compiler stays so
  expectTypeOf(executor.submit((text: string) => JSON.parse(text), '1')).toEqualTypeOf<Future<any>>();
  expectTypeOf(executor.task(() => of(1))).toEqualTypeOf<Observable<number>>();
  // @ts-expect-error a text is no number
  executor.submit(tasks.add, 1, '2');
  // @ts-expect-error an argument is missing
  executor.submit(tasks.add, 1);
  // @ts-expect-error one argument too many
  executor.submit(tasks.add, 1, 2, 3);
  // @ts-expect-error there is no such task
  executor.submit(tasks.nothing, 1);
  // @ts-expect-error a value is no task
  executor.submit(5);

  // map, task, broadcast
  expectTypeOf(executor.map(tasks.add, [1, 2], new Set([3]))).toEqualTypeOf<Observable<number>>();
  const settled = executor.with({ ordered: false }).mapSettled(async (n: number) => `${n}`, [1]);
  expectTypeOf(settled).toEqualTypeOf<Observable<Settled<string>>>();
  settled.subscribe((outcome) => {
    if (outcome.status === 'fulfilled') expectTypeOf(outcome.value).toEqualTypeOf<string>();
    else expectTypeOf(outcome.reason).toEqualTypeOf<unknown>();
  });
  // @ts-expect-error the second input has the wrong type
  executor.mapSettled(tasks.add, [1], ['a']);
  expectTypeOf(executor.task(async (n: number) => `${n}`, 1)).toEqualTypeOf<Observable<string>>();
  expectTypeOf(executor.broadcast(tasks.add, 1, 2)).toEqualTypeOf<Future<number>[]>();
  // @ts-expect-error texts are no numbers
  executor.map(tasks.add, [1], ['a']);
  // @ts-expect-error an input is missing
  executor.map(tasks.add, [1]);

  // stream: whatever can be streamed, and a promise of it
  expectTypeOf(executor.stream((n: number) => [n, `${n}`], 1)).toEqualTypeOf<Observable<string | number>>();
  expectTypeOf(
    executor.stream(function* (n: number) {
      yield n;
    }, 1),
  ).toEqualTypeOf<Observable<number>>();
  expectTypeOf(
    executor.stream(async function* (text: string) {
      yield text;
    }, 'a'),
  ).toEqualTypeOf<Observable<string>>();
  expectTypeOf(executor.stream(() => of(true))).toEqualTypeOf<Observable<boolean>>();
  // an Observable of the platform, as a result and as an input
  const clicks = (): PlatformObservable<string> => ({ subscribe: () => {} });
  expectTypeOf(executor.submit(clicks)).toEqualTypeOf<Future<string>>();
  expectTypeOf(executor.stream(clicks)).toEqualTypeOf<Observable<string>>();
  expectTypeOf(executor.stream(async () => clicks())).toEqualTypeOf<Observable<string>>();
  expectTypeOf(executor.map((text: string) => text.length, clicks())).toEqualTypeOf<Observable<number>>();
  expectTypeOf(Future.from(clicks())).toEqualTypeOf<Future<string>>();
  expectTypeOf(eachValueFrom(clicks())).toEqualTypeOf<AsyncIterableIterator<string>>();
  // an object with another method of that name is a value
  const store = { subscribe: (_run: (value: number) => void) => () => {} };
  expectTypeOf(executor.submit(() => store)).toEqualTypeOf<Future<typeof store>>();
  expectTypeOf(executor.stream(async () => 5)).toEqualTypeOf<Observable<number>>();
  expectTypeOf(executor.stream(async () => of('a'))).toEqualTypeOf<Observable<string>>();
  expectTypeOf(executor.stream(async () => new Set([1]))).toEqualTypeOf<Observable<number>>();
  const streams = taskModule<typeof import('../fixtures/streams.js')>('file:///streams.js');
  expectTypeOf(executor.stream(streams.numbers, 3)).toEqualTypeOf<Observable<number>>();
  expectTypeOf(executor.stream(streams.moved, 3)).toEqualTypeOf<Observable<Uint8Array>>();
  // @ts-expect-error a text is no number
  executor.stream(streams.numbers, '3');
  // @ts-expect-error a number is no stream
  executor.stream(tasks.add, 1, 2);

  // through: an exported operator, or a factory of one with its arguments
  const operators = taskModule<typeof import('../fixtures/operators.js')>('file:///operators.js');
  expectTypeOf(through(executor, operators.twice)).toEqualTypeOf<OperatorFunction<number, number>>();
  expectTypeOf(through(executor, operators.shout)).toEqualTypeOf<OperatorFunction<string, string>>();
  expectTypeOf(through(executor, operators.times, 5)).toEqualTypeOf<OperatorFunction<number, number>>();
  expectTypeOf(through(executor, operators.timesLater, 5)).toEqualTypeOf<OperatorFunction<number, number>>();
  expectTypeOf(through(executor, operators.plus)).toEqualTypeOf<OperatorFunction<number, number>>();
  expectTypeOf(of('a').pipe(through(executor, operators.shout))).toEqualTypeOf<Observable<string>>();
  expectTypeOf(of('a').pipe(through(executor, (source: Observable<string>) => source.pipe(toArray())))).toEqualTypeOf<
    Observable<string[]>
  >();
  expectTypeOf(through<number, number, [factor: number]>(executor, operators.times, 5)).toEqualTypeOf<
    OperatorFunction<number, number>
  >();
  expectTypeOf(operators.times).toExtend<OperatorRef<number, number, [factor: number]>>();
  expectTypeOf(operators.twice).toExtend<OperatorRef<number, number>>();
  // @ts-expect-error the operator takes texts
  of(1).pipe(through(executor, operators.shout));
  // @ts-expect-error the factory takes a number
  through(executor, operators.times, '5');
  // @ts-expect-error the factory's argument is missing
  through(executor, operators.times);
  // @ts-expect-error a task is no operator
  through(executor, tasks.add);

  // options
  expectTypeOf(
    executor.with({ priority: 1, timeout: 5, signal: new AbortController().signal }),
  ).toEqualTypeOf<Executor>();
  // @ts-expect-error a priority is a number
  executor.with({ priority: 'high' });
  // @ts-expect-error no such option
  executor.with({ timeOut: 5 });
  new ThreadPoolExecutor({ maxWorkers: 2, initializer: tasks.add, initArgs: [1, 2], onWorkerLost: 'replace' });
  new ThreadPoolExecutor({ finalizer: async () => {} });
  // @ts-expect-error a finalizer gets no arguments
  new ThreadPoolExecutor({ finalizer: tasks.add });
  // @ts-expect-error no such policy
  new ThreadPoolExecutor({ onWorkerLost: 'ignore' });
  // @ts-expect-error a number is wanted
  new EventLoopExecutor({ maxWorkers: '2' });

  // an executor is a scheduler, and goes with `await using`
  expectTypeOf<Executor>().toExtend<SchedulerLike>();
  expectTypeOf<Executor>().toExtend<AsyncDisposable>();
  expectTypeOf<EventLoopExecutor>().toExtend<Executor>();
  expectTypeOf<ThreadPoolExecutor>().toExtend<Executor>();
  expectTypeOf(
    executor.schedule<number>(function (state) {
      this.schedule(state, 10);
    }),
  ).toEqualTypeOf<Subscription>();

  // transfer gives the value back as it is
  expectTypeOf(transfer(new Uint8Array(1), [new ArrayBuffer(1)])).toEqualTypeOf<Uint8Array<ArrayBuffer>>();
}

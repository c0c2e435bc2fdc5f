import { expectTypeOf } from 'expect-type';
import type { Observable, SchedulerLike, Subscription } from 'rxjs';
import type { Executor } from '../../src/executor/Executor.js';
import type { TaskRef, Tasks } from '../../src/executor/Task.js';
import { taskModule } from '../../src/executor/taskModule.js';
import type { Future } from '../../src/future/Future.js';
import { EventLoopExecutor } from '../../src/local/EventLoopExecutor.js';
import { ThreadPoolExecutor } from '../../src/node/ThreadPoolExecutor.js';
import { transfer } from '../../src/protocol/transfer.js';

/** What the compiler must know of executors and tasks. Never run: it has only to compile. */
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
  expectTypeOf(executor.task(async (n: number) => `${n}`, 1)).toEqualTypeOf<Observable<string>>();
  expectTypeOf(executor.broadcast(tasks.add, 1, 2)).toEqualTypeOf<Future<number>[]>();
  // @ts-expect-error texts are no numbers
  executor.map(tasks.add, [1], ['a']);
  // @ts-expect-error an input is missing
  executor.map(tasks.add, [1]);

  // options
  expectTypeOf(
    executor.with({ priority: 1, timeout: 5, signal: new AbortController().signal }),
  ).toEqualTypeOf<Executor>();
  // @ts-expect-error a priority is a number
  executor.with({ priority: 'high' });
  // @ts-expect-error no such option
  executor.with({ timeOut: 5 });
  new ThreadPoolExecutor({ maxWorkers: 2, initializer: tasks.add, initArgs: [1, 2], onWorkerLost: 'replace' });
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

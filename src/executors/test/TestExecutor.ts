import type { SchedulerLike } from 'rxjs';
import { BaseExecutor } from '../../executor/BaseExecutor.js';
import { ExecutorCore } from '../../executor/ExecutorCore.js';
import { hide } from '../../executor/hidden.js';
import { describe } from '../../options/describe.js';
import { checkTestOptions, type TestOptions } from './testOptions.js';
import { VirtualPool } from './VirtualPool.js';

const poolKey: unique symbol = Symbol('pool');

/**
 * Runs tasks in the virtual time of RxJS's `TestScheduler`, so that a whole pipeline is tested by marbles: without
 * workers, without waiting, and with the same outcome every time.
 *
 * A call begins when a worker is free: the function is called then, and what it gives or throws arrives when its
 * `duration` is over. An Observable that it gives is subscribed to by then and adds its own time; so a task can be a
 * marble, as `() => cold('---a|')`; `stream` and `through` go by the frames as well. Promises do not settle in virtual
 * time: a task that gives one fails with an error that says so, and `answer` stands in for it. Module tasks work in Node,
 * and in browsers those given to `expose`.
 *
 * An aborted task is told by its `signal`. It keeps its worker until its duration or its `abortGrace` is over; one that
 * is down to an Observable is unsubscribed from and ends at once. Of a time limit and a duration of the same length the
 * limit comes first.
 *
 * Any other scheduler can take the place of RxJS's `TestScheduler`, such as `asyncScheduler` under fake timers.
 *
 * Errors: what a Future of it can carry beside the task's own: `CancelledError`, `TimeoutError`, `TaskNotFoundError`,
 * `BrokenExecutor`, and `InvalidStateError` for what would have to wait for a promise.
 *
 * @param scheduler - The clock: whose frames are its milliseconds.
 * @param options - All optional; see {@link TestOptions}.
 * @throws TypeError for a scheduler that is none or an option of the wrong type, RangeError for one out of range.
 *
 * @example
 * ```ts
 * import { deepStrictEqual } from 'node:assert';
 * import { mapOn } from 'rx-futures';
 * import { TestExecutor } from 'rx-futures/testing';
 * import { TestScheduler } from 'rxjs/testing';
 *
 * const scheduler = new TestScheduler(deepStrictEqual);
 * scheduler.run(({ cold, expectObservable }) => {
 *   const executor = new TestExecutor(scheduler, { maxWorkers: 1, duration: 3 });
 *   const shouted = cold('a-b|').pipe(mapOn(executor, (text: string) => text.toUpperCase()));
 *   expectObservable(shouted).toBe('---A--(B|)');
 * });
 * ```
 */
export class TestExecutor extends BaseExecutor {
  /** @internal */
  declare readonly [poolKey]: () => VirtualPool;

  constructor(scheduler: SchedulerLike, options: TestOptions = {}) {
    const settings = checkTestOptions(options);
    const pool = new VirtualPool(settings);
    const { maxQueue } = settings;
    super(new ExecutorCore(pool, { maxQueue, submitStacks: false, clock: checkScheduler(scheduler) }), {});
    hide(this, poolKey, pool);
  }

  /**
   * Ends a worker without warning, as a crash of its process would: what runs there fails with `BrokenExecutor`; what
   * waits goes on elsewhere, or with `onWorkerLost: 'break'` fails as well. Called within a task's function it ends
   * that task's own worker.
   *
   * Errors: those of the Futures that it fails.
   *
   * @param worker - The number of the worker, as in the events; when left out, the busy one with the lowest.
   * @throws RangeError when there is no such worker, InvalidStateError when there is none at all.
   */
  crashWorker(worker?: number): void {
    this[poolKey]().crash(worker);
  }
}

function checkScheduler(scheduler: unknown): SchedulerLike {
  const { schedule, now } = Object(scheduler) as Partial<SchedulerLike>;
  if (typeof schedule === 'function' && typeof now === 'function') return scheduler as SchedulerLike;
  throw new TypeError(`TestExecutor takes an RxJS scheduler, got ${describe(scheduler)}`);
}

import type { SchedulerLike } from 'rxjs';
import { BaseExecutor } from '../../executor/BaseExecutor.js';
import { ExecutorCore } from '../../executor/ExecutorCore.js';
import { hide } from '../../executor/hidden.js';
import { describe } from '../../options/describe.js';
import { checkTestOptions, type TestOptions } from './testOptions.js';
import { VirtualPool } from './VirtualPool.js';
import { withLongDelays } from './withLongDelays.js';

const poolKey: unique symbol = Symbol('pool');

/**
 * Runs tasks in the virtual time of RxJS's `TestScheduler`, so that a whole pipeline is tested by marbles: without
 * workers, without waiting, and with the same outcome every time.
 *
 * A call starts when a worker is free: the function is called then, and its return value or error arrives when its
 * `duration` is over. An Observable that it returns is subscribed to at that time and adds its own duration; so a task
 * can be a marble, as `() => cold('---a|')`; `stream` and `through` count in frames as well. Promises do not settle in
 * virtual time: a task that returns one fails with an `InvalidStateError`; the option `answer` can replace its result.
 * Module tasks work in Node, and in browsers those passed to `expose`.
 *
 * An aborted task is notified by its `signal`. It keeps its worker until its duration or its `abortGrace` is over; a
 * task that waits for its Observable only is unsubscribed from and ends at once. If a time limit and a duration end at
 * the same time, the limit comes first.
 *
 * Any other scheduler can replace RxJS's `TestScheduler`, such as `asyncScheduler` under fake timers.
 *
 * Errors: besides the task's own, its Futures fail with `CancelledError`, `TimeoutError`, `TaskNotFoundError`,
 * `BrokenExecutor`, and `InvalidStateError` for tasks that would have to wait for a promise.
 *
 * @param scheduler - The clock; its frames count as milliseconds.
 * @param options - All optional; see {@link TestOptions}.
 * @throws TypeError if `scheduler` is not a scheduler or an option has the wrong type, RangeError for one out of range.
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
    super(new ExecutorCore(pool, { maxQueue, submitStacks: false, clock: withLongDelays(checkScheduler(scheduler)) }));
    hide(this, poolKey, pool);
  }

  /**
   * Ends a worker without warning, as a crash of its process would: the task that runs on it fails with
   * `BrokenExecutor`; waiting tasks run on other workers, or with `onWorkerLost: 'break'` fail as well. Called within a
   * task's function it ends that task's own worker.
   *
   * Errors: those of the Futures that it fails.
   *
   * @param worker - The number of the worker, as in the events. Default: the busy one with the lowest number.
   * @throws RangeError if no worker has that number, InvalidStateError if there is no worker at all.
   */
  crashWorker(worker?: number): void {
    this[poolKey]().crash(worker);
  }
}

function checkScheduler(scheduler: unknown): SchedulerLike {
  const { schedule, now } = Object(scheduler) as Partial<SchedulerLike>;
  if (typeof schedule === 'function' && typeof now === 'function') return scheduler as SchedulerLike;
  throw new TypeError(`scheduler must be an RxJS scheduler, got ${describe(scheduler)}`);
}

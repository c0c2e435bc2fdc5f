import { assertInInjectionContext, computed, effect, type Injector, type Signal } from '@angular/core';
import type { Executor } from '../../executor/Executor.js';
import { checkTask, type Task, type TaskValue } from '../../executor/Task.js';
import type { Future } from '../../future/Future.js';
import { checkFunction } from '../../options/checks.js';
import { describe } from '../../options/describe.js';
import { type OptionsTaker, readOptions, type Schema } from '../../options/readOptions.js';
import { TaskRequests, type TaskResourceStatus } from './TaskRequests.js';

/** The options of {@link taskResource}. */
export interface TaskResourceOptions<D> {
  /** The value while there is no result. Default: `undefined`. */
  defaultValue?: D | undefined;
  /** The injector whose end ends the resource. Default: that of the injection context. */
  injector?: Injector | undefined;
}

/** The result of a task for a request that changes, as signals. `P` is the type of its progress values. */
export interface TaskResource<T, P = unknown> {
  /** The result for the current request; the default value while there is none. */
  readonly value: Signal<T>;
  /** The task's error; anything else that was thrown is the `cause` of one. `undefined` unless the task has failed. */
  readonly error: Signal<Error | undefined>;
  /** `'idle'` without a request and after a cancelled one, else `'loading'`, `'reloading'`, `'resolved'` or `'error'`. */
  readonly status: Signal<TaskResourceStatus>;
  /** True while the task is queued or runs. */
  readonly isLoading: Signal<boolean>;
  /** The latest progress value of the task; `undefined` before the first. */
  readonly progress: Signal<P | undefined>;
  /** Returns true when the value is not `undefined` and the task has not failed. Reads signals, as the others do. */
  hasValue(): this is TaskResource<Exclude<T, undefined>, P>;
  /**
   * Aborts the task. A result that was being reloaded stays; otherwise the resource is idle until the next request.
   *
   * @returns `false` when no task runs.
   */
  cancel(): boolean;
  /**
   * Runs the task again for the same request. The result stays until there is another.
   *
   * @returns `false` without a request, and while a task runs.
   */
  reload(): boolean;
}

/**
 * Runs a task for each new value of a request, and shows its result, error and progress as signals. Only the latest
 * request counts: the task of an earlier one is aborted, and so is the last one with the injector. A request of
 * `undefined` runs nothing. No abort is an error here.
 *
 * Angular's `resource`, for tasks. It requires Angular 19.
 *
 * Errors: those of the Future in {@link TaskResource.error}, also the ones that `submit` throws; what the request
 * throws is Angular's to report.
 *
 * @param request - Reads signals, and returns the argument of the task.
 * @param executor - The executor, as of `injectExecutor()`; `executor.with(…)` sets time limits and priorities.
 * @param task - A task of one argument.
 * @param options - `defaultValue` and `injector`.
 * @returns The resource. Its `progress` has the type that the caller gives: `const file: TaskResource<File, Step> =
 *   taskResource(…)`.
 * @throws TypeError for an argument of the wrong type, NG0203 outside of an injection context without an `injector`.
 *
 * @example
 * ```ts no-run
 * import { signal } from '@angular/core';
 * import { taskModule } from 'rx-futures';
 * import { injectExecutor, taskResource } from 'rx-futures/angular';
 *
 * const tasks = taskModule<{ search(query: string): string[] }>();
 *
 * // a component; its template has `@for (word of found.value(); track word)`
 * class Search {
 *   readonly query = signal('');
 *   readonly found = taskResource(() => this.query() || undefined, injectExecutor(), tasks.search, { defaultValue: [] });
 * }
 * ```
 */
export function taskResource<Q, R, P = unknown, D extends TaskValue<R> | undefined = undefined>(
  request: () => Q | undefined,
  executor: Executor,
  task: Task<[Q], R>,
  options: TaskResourceOptions<D> = {},
): TaskResource<TaskValue<R> | D, P> {
  checkFunction(request, 'request');
  checkExecutor(executor);
  checkTask(task);
  const { injector, defaultValue } = readOptions(options, schema, taker);
  if (injector === undefined) assertInInjectionContext(taskResource);
  const submit = (argument: Exclude<Q, undefined>): Future<TaskValue<R>, P> => executor.submit(task, argument);
  const requests = new TaskRequests<Q, TaskValue<R>, P>(request, submit);
  effect(requests.follow, injector && { injector });
  return resourceOf(requests, defaultValue as D);
}

const schema = {
  defaultValue: (value) => value,
  injector: (value) => value as Injector,
} satisfies Schema<TaskResourceOptions<unknown>>;
const taker: OptionsTaker = {
  name: 'taskResource()',
  write: 'taskResource(request, executor, task, { defaultValue: [] })',
};

function checkExecutor(executor: Partial<Executor> | null | undefined): void {
  if (typeof executor?.submit === 'function') return;
  throw new TypeError(`executor must be an executor, got ${describe(executor)}`);
}

function resourceOf<Q, R, P, D>(requests: TaskRequests<Q, R, P>, defaultValue: D): TaskResource<R | D, P> {
  const { phase, progress } = requests;
  const status = computed(() => phase().status);
  const value = computed((): R | D => (phase().value.length > 0 ? (phase().value[0] as R) : defaultValue));
  return {
    value,
    status,
    error: computed(() => phase().error),
    isLoading: computed(() => status() === 'loading' || status() === 'reloading'),
    progress,
    hasValue: (): this is TaskResource<Exclude<R | D, undefined>, P> => status() !== 'error' && value() !== undefined,
    cancel: () => requests.cancel(),
    reload: () => requests.reload(),
  };
}

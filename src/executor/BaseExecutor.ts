import { defer, Observable, type SchedulerAction, type Subscription } from 'rxjs';
import type { ExecutorEvent } from '../events/ExecutorEvent.js';
import type { Future } from '../future/Future.js';
import type { Work } from '../time/rx/ScheduledAction.js';
import { contextNow } from './captureNow.js';
import type { Executor, ExecutorStats, MapInputs, ShutdownOptions, StreamResult } from './Executor.js';
import type { ExecutorCore } from './ExecutorCore.js';
import { hide } from './hidden.js';
import { type HasInternals, type Internals, internalsKey } from './internals.js';
import { mapRows } from './mapRows.js';
import { optionsKey, type Shared, sharedKey } from './parts.js';
import { placeOf } from './placeOf.js';
import { Scheduling } from './Scheduling.js';
import type { Settled } from './Settled.js';
import { Shutdown } from './Shutdown.js';
import { streamOf } from './StreamSubscription.js';
import { checkSubmitOptions, noSubmitOptions, type SubmitOptions, submitSchema } from './SubmitOptions.js';
import type { Called, Site } from './SubmitStacks.js';
import { checkShutdownOptions } from './shutdownOptions.js';
import { checkTask, type Task, type TaskValue } from './Task.js';

const asyncDispose: typeof Symbol.asyncDispose =
  Symbol.asyncDispose ?? (Symbol.for('Symbol.asyncDispose') as typeof Symbol.asyncDispose);

/** The options, and the place where the user's code called the submitting method. */
type SitedOptions = SubmitOptions & { readonly site?: Site };

/**
 * The public interface of every executor, on top of the core. An executor is this class and a runner; a view made by
 * `with` is this class with other defaults.
 */
export class BaseExecutor implements Executor, HasInternals {
  readonly events: Observable<ExecutorEvent>;
  /** @internal */
  declare readonly [sharedKey]: () => Shared;
  /** @internal */
  declare readonly [optionsKey]: () => SubmitOptions;

  constructor(core: ExecutorCore | Shared, options: SubmitOptions = noSubmitOptions) {
    const shared = 'core' in core ? core : share(core);
    hide(this, sharedKey, shared);
    hide(this, optionsKey, options);
    this.events = shared.core.bus.events;
  }

  submit<A extends readonly unknown[], R, P = unknown>(task: Task<A, R>, ...args: A): Future<TaskValue<R>, P> {
    const { core } = this[sharedKey]();
    core.submitStacks?.capture(methods.submit);
    return core.submit(checkTask(task), args, this[optionsKey]()).future as Future<TaskValue<R>, P>;
  }

  map<A extends readonly unknown[], R>(task: Task<A, R>, ...inputs: MapInputs<A>): Observable<TaskValue<R>> {
    const { core } = this[sharedKey]();
    const options = sitedOptions(this, methods.map);
    return mapRows(core, 'map', checkTask(task), inputs, options) as Observable<TaskValue<R>>;
  }

  mapSettled<A extends readonly unknown[], R>(
    task: Task<A, R>,
    ...inputs: MapInputs<A>
  ): Observable<Settled<TaskValue<R>>> {
    const { core } = this[sharedKey]();
    const options = sitedOptions(this, methods.mapSettled);
    return mapRows(core, 'mapSettled', checkTask(task), inputs, options) as Observable<Settled<TaskValue<R>>>;
  }

  task<A extends readonly unknown[], R>(task: Task<A, R>, ...args: A): Observable<TaskValue<R>> {
    checkTask(task);
    const placed = placeOf(this[sharedKey]().core, methods.task);
    const submit = (): Future<TaskValue<R>> => this.submit(task, ...args);
    return defer(() => {
      const future = placed === undefined ? submit() : placed.run(submit);
      return new Observable<TaskValue<R>>((subscriber) => {
        subscriber.add(future.subscribe(subscriber));
        return () => future.abort();
      });
    });
  }

  stream<A extends readonly unknown[], T>(task: Task<A, StreamResult<T>>, ...args: A): Observable<T> {
    const { core } = this[sharedKey]();
    return streamOf(core, checkTask(task), args, sitedOptions(this, methods.stream)) as Observable<T>;
  }

  /** @internal */
  [internalsKey](): Internals {
    return { core: this[sharedKey]().core, options: this[optionsKey]() };
  }

  with(options: SubmitOptions): Executor {
    const schema = this[sharedKey]().core.runner.submitSchema ?? submitSchema;
    return new BaseExecutor(this[sharedKey](), checkSubmitOptions(options, this[optionsKey](), schema));
  }

  broadcast<A extends readonly unknown[], R, P = unknown>(task: Task<A, R>, ...args: A): Future<TaskValue<R>, P>[] {
    const { core } = this[sharedKey]();
    core.submitStacks?.capture(methods.broadcast);
    const jobs = core.broadcast(checkTask(task), args, this[optionsKey]());
    return jobs.map((job) => job.future as Future<TaskValue<R>, P>);
  }

  async shutdown(options: ShutdownOptions = {}): Promise<void> {
    const checked = checkShutdownOptions(options);
    return this[sharedKey]().shutdown.start(checked);
  }

  now(): number {
    return this[sharedKey]().core.clock.now();
  }

  schedule<S>(work: (this: SchedulerAction<S>, state?: S) => void, delay = 0, state?: S): Subscription {
    return this[sharedKey]().scheduling.schedule(workNow(work, this[optionsKey]()), delay, state);
  }

  stats(): ExecutorStats {
    return this[sharedKey]().core.stats();
  }

  [asyncDispose](): Promise<void> {
    return this.shutdown();
  }
}

/** The public methods, as the engine finds them on the stack. */
const methods = {
  submit: method('submit'),
  map: method('map'),
  mapSettled: method('mapSettled'),
  task: method('task'),
  stream: method('stream'),
  broadcast: method('broadcast'),
};

function method(name: keyof BaseExecutor): Called {
  return Reflect.get(BaseExecutor.prototype, name) as Called;
}

// Vue's `reactive` skips objects with this mark.
Object.defineProperty(BaseExecutor.prototype, '__v_skip', { value: true });

/**
 * Returns the options with the place that called the method, since the Observable that it returns may be subscribed to
 * elsewhere.
 */
function sitedOptions(executor: BaseExecutor, called: Called): SitedOptions {
  const { core } = executor[sharedKey]();
  const options = executor[optionsKey]();
  return core.submitStacks === undefined ? options : { ...options, site: core.submitStacks.capture(called) };
}

/** Returns the work, bound to the current context where `captureContext` is set. */
function workNow<S>(work: Work<S>, { captureContext }: SubmitOptions): Work<S> {
  const within = contextNow(captureContext);
  if (within === undefined) return work;
  return function (state) {
    within(() => work.call(this, state));
  };
}

function share(core: ExecutorCore): Shared {
  const scheduling = new Scheduling(core);
  return { core, scheduling, shutdown: new Shutdown(core, scheduling) };
}

import { defer, Observable, type ObservableInput, type SchedulerAction, type Subscription } from 'rxjs';
import type { ExecutorEvent } from '../events/ExecutorEvent.js';
import type { Future } from '../future/Future.js';
import type { AcceptedWork } from './AcceptedWork.js';
import { type Acceptance, acceptKey } from './acceptKey.js';
import { bufferKey } from './bufferKey.js';
import { contextNow } from './contextNow.js';
import type { Executor, ExecutorStats, MapInputs, ShutdownOptions } from './Executor.js';
import type { ExecutorCore } from './ExecutorCore.js';
import { hide } from './hidden.js';
import { mapCalls } from './mapCalls.js';
import { streamOf } from './NearStream.js';
import type { Work } from './ScheduledAction.js';
import { Scheduling } from './Scheduling.js';
import { checkShutdownOptions, Shutdown } from './Shutdown.js';
import { checkSubmitOptions, type SubmitOptions } from './SubmitOptions.js';
import { type AnyTask, checkTask, type Task, type TaskValue } from './Task.js';
import { throughKey } from './throughKey.js';

const asyncDispose: typeof Symbol.asyncDispose =
  Symbol.asyncDispose ?? (Symbol.for('Symbol.asyncDispose') as typeof Symbol.asyncDispose);

const sharedKey: unique symbol = Symbol('shared');
const optionsKey: unique symbol = Symbol('options');

/** What views of one executor share. */
interface Shared {
  readonly core: ExecutorCore;
  readonly scheduling: Scheduling;
  readonly shutdown: Shutdown;
}

/**
 * The public face of every executor, over the core they share. An executor of its own is this class and a runner;
 * a view made by `with` is this class and other defaults.
 */
export class BaseExecutor implements Executor {
  readonly events: Observable<ExecutorEvent>;
  /** @internal */
  declare readonly [sharedKey]: () => Shared;
  /** @internal */
  declare readonly [optionsKey]: () => SubmitOptions;

  constructor(core: ExecutorCore | Shared, options: SubmitOptions) {
    const shared = 'core' in core ? core : share(core);
    hide(this, sharedKey, shared);
    hide(this, optionsKey, options);
    this.events = shared.core.bus.events;
  }

  submit<A extends readonly unknown[], R>(task: Task<A, R>, ...args: A): Future<TaskValue<R>> {
    return this[sharedKey]().core.submit(checkTask(task), args, this[optionsKey]()).future as Future<TaskValue<R>>;
  }

  map<A extends readonly unknown[], R>(task: Task<A, R>, ...inputs: MapInputs<A>): Observable<TaskValue<R>> {
    return mapCalls(this[sharedKey]().core, checkTask(task), inputs, this[optionsKey]()) as Observable<TaskValue<R>>;
  }

  task<A extends readonly unknown[], R>(task: Task<A, R>, ...args: A): Observable<TaskValue<R>> {
    checkTask(task);
    return defer(() => {
      const future = this.submit(task, ...args);
      return new Observable<TaskValue<R>>((subscriber) => {
        subscriber.add(future.subscribe(subscriber));
        return () => future.abort();
      });
    });
  }

  stream<A extends readonly unknown[], T>(task: Task<A, ObservableInput<T>>, ...args: A): Observable<T> {
    return streamOf(this[sharedKey]().core, checkTask(task), args, this[optionsKey]()) as Observable<T>;
  }

  /** @internal */
  get [bufferKey](): number | undefined {
    return this[optionsKey]().bufferSize;
  }

  /** @internal */
  [acceptKey](work: AcceptedWork): Acceptance {
    const { core } = this[sharedKey]();
    const options = this[optionsKey]();
    core.accept(work);
    return {
      get open() {
        return core.isOpen;
      },
      checkOpen: () => core.checkOpen(),
      submit: (task, args) => core.submitAccepted(task, args, options).future as Future<unknown>,
      whenRoom: (callback) => core.whenRoom(callback),
      checkIdle: () => core.checkDrained(),
      release: () => core.release(work),
    };
  }

  /** @internal */
  [throughKey](operator: AnyTask, args: readonly unknown[], source: Observable<unknown>): Observable<unknown> {
    return streamOf(this[sharedKey]().core, operator, args, this[optionsKey](), source);
  }

  with(options: SubmitOptions): Executor {
    const { optionChecks } = this[sharedKey]().core.runner;
    return new BaseExecutor(this[sharedKey](), checkSubmitOptions(options, this[optionsKey](), optionChecks));
  }

  broadcast<A extends readonly unknown[], R>(task: Task<A, R>, ...args: A): Future<TaskValue<R>>[] {
    const jobs = this[sharedKey]().core.broadcast(checkTask(task), args, this[optionsKey]());
    return jobs.map((job) => job.future as Future<TaskValue<R>>);
  }

  async shutdown(options: ShutdownOptions = {}): Promise<void> {
    const checked = checkShutdownOptions(options);
    return this[sharedKey]().shutdown.begin(checked);
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

// Vue's `reactive` leaves alone what bears this mark.
Object.defineProperty(BaseExecutor.prototype, '__v_skip', { value: true });

/** The work, run in the context it was scheduled in where that was asked for. */
function workNow<S>(work: Work<S>, { captureContext }: SubmitOptions): Work<S> {
  if (captureContext === undefined) return work;
  const within = contextNow(captureContext);
  return function (state) {
    within(() => work.call(this, state));
  };
}

function share(core: ExecutorCore): Shared {
  const scheduling = new Scheduling(core);
  return { core, scheduling, shutdown: new Shutdown(core, scheduling) };
}

import {
  ɵChangeDetectionScheduler as ChangeDetectionScheduler,
  createEnvironmentInjector,
  ɵEffectScheduler as EffectScheduler,
  type EnvironmentInjector,
  ɵINJECTOR_SCOPE as INJECTOR_SCOPE,
  NgZone,
  ɵNoopNgZone as NoopNgZone,
  runInInjectionContext,
  signal,
} from '@angular/core';
import { expect } from 'chai';
import type { Executor } from '../../../src/executor/Executor.js';
import { EventLoopExecutor } from '../../../src/executors/eventLoop/EventLoopExecutor.js';
import {
  type TaskResource,
  type TaskResourceOptions,
  taskResource,
} from '../../../src/integrations/angular/taskResource.js';
import { currentTask } from '../../../src/worker/currentTask.js';
import { unhandledErrors } from '../../support/unhandled.js';
import { until } from '../../support/until.js';

describe('taskResource', () => {
  const unhandled = unhandledErrors();
  const injectors: EnvironmentInjector[] = [];
  const executors: Executor[] = [];

  function injector(): EnvironmentInjector {
    const providers = [
      { provide: INJECTOR_SCOPE, useValue: 'root' },
      { provide: ChangeDetectionScheduler, useValue: { notify: () => undefined, runningTick: false } },
      { provide: NgZone, useClass: NoopNgZone },
    ];
    const made = createEnvironmentInjector(providers, null as unknown as EnvironmentInjector);
    injectors.push(made);
    return made;
  }

  afterEach(async () => {
    for (const each of injectors.splice(0)) if (!each.destroyed) each.destroy();
    await Promise.all(executors.splice(0).map((executor) => executor.shutdown({ timeout: 0 })));
    expect(await unhandled.reported(0)).to.deep.equal([]);
  });

  /** A resource of the task below, and what it did. */
  function setUp(options?: TaskResourceOptions<undefined>) {
    const env = injector();
    const executor = new EventLoopExecutor();
    executors.push(executor);
    const log: string[] = [];
    const open = new Map<string, (value: string) => void>();
    const query = signal<string | undefined>(undefined);
    const found: TaskResource<string | undefined, string> = runInInjectionContext(env, () =>
      taskResource(() => query(), executor, work, options),
    );

    /** Ends when `finish` is called; `no` fails. */
    function work(name: string): Promise<string> {
      const task = currentTask();
      log.push(`${name} runs`);
      task.progress(`${name} started`);
      task.signal.addEventListener('abort', () => log.push(`${name} aborted`));
      if (name === 'no') return Promise.reject(new RangeError(name));
      if (name === 'odd') return Promise.reject('odd');
      return new Promise((resolve) => open.set(name, resolve));
    }
    const flush = (): void => env.get(EffectScheduler).flush();
    const shows = (condition: () => boolean, what: string): Promise<void> =>
      until(() => {
        flush();
        return condition();
      }, what);
    const ask = async (name: string): Promise<void> => {
      query.set(name);
      await shows(() => log.at(-1) === `${name} runs`, `${name} runs`);
    };
    const finish = (name: string, value = `found ${name}`): void => open.get(name)?.(value);
    const look = () => ({ status: found.status(), value: found.value(), progress: found.progress() });
    return { env, executor, log, query, found, flush, shows, ask, finish, look };
  }

  it('is idle without a request, and runs the task of each request', async () => {
    const { found, shows, ask, finish, look, flush } = setUp();
    flush();
    expect(look()).to.deep.equal({ status: 'idle', value: undefined, progress: undefined });
    await ask('a');
    await shows(() => found.progress() !== undefined, 'there is progress');
    expect(look()).to.deep.equal({ status: 'loading', value: undefined, progress: 'a started' });
    expect([found.isLoading(), found.hasValue(), found.error()]).to.deep.equal([true, false, undefined]);
    finish('a');
    await shows(() => found.hasValue(), 'there is a value');
    expect(look()).to.deep.equal({ status: 'resolved', value: 'found a', progress: 'a started' });
    expect(found.isLoading()).to.equal(false);
  });

  it('aborts the task of a stale request, and never shows its value', async () => {
    const { found, log, query, shows, ask, finish, look } = setUp();
    await ask('a');
    query.set('b');
    expect(look()).to.deep.equal({ status: 'loading', value: undefined, progress: undefined });
    await shows(() => log.includes('b runs'), 'b runs');
    expect(log).to.deep.equal(['a runs', 'a aborted', 'b runs']);
    finish('a');
    finish('b');
    await shows(() => found.hasValue(), 'there is a value');
    expect(found.value()).to.equal('found b');
  });

  it('shows no value of the request before, from the moment that it changes', async () => {
    const { found, query, shows, ask, finish, look, flush } = setUp();
    await ask('a');
    finish('a');
    await shows(() => found.hasValue(), 'there is a value');
    query.set('b');
    expect(look()).to.deep.equal({ status: 'loading', value: undefined, progress: undefined });
    query.set(undefined);
    expect(found.status()).to.equal('idle');
    flush();
    query.set('a');
    expect(found.status()).to.equal('loading');
  });

  it('shows the error of the task, until the next request', async () => {
    const { found, query, shows, ask } = setUp();
    query.set('no');
    await shows(() => found.status() === 'error', 'there is an error');
    expect(found.error()).to.be.instanceOf(RangeError);
    expect([found.value(), found.hasValue(), found.isLoading()]).to.deep.equal([undefined, false, false]);
    query.set('odd');
    await shows(() => found.status() === 'error', 'there is an error');
    expect(found.error()).to.include({ message: 'odd', cause: 'odd' });
    await ask('a');
    expect(found.error()).to.equal(undefined);
  });

  it('shows an error that submit throws', async () => {
    const { found, executor, query, shows } = setUp();
    await executor.shutdown();
    query.set('a');
    await shows(() => found.status() === 'error', 'there is an error');
    expect(found.error()?.message).to.include('after shutdown');
  });

  it('cancel() aborts the task, is no error, and stays until the next request', async () => {
    const { found, log, shows, ask, flush } = setUp();
    expect(found.cancel()).to.equal(false);
    await ask('a');
    expect([found.cancel(), found.cancel()]).to.deep.equal([true, false]);
    await shows(() => log.includes('a aborted'), 'a is aborted');
    flush();
    expect([found.status(), found.error(), found.isLoading()]).to.deep.equal(['idle', undefined, false]);
    expect(found.reload()).to.equal(true);
    expect(found.status()).to.equal('loading');
    await shows(() => log.at(-1) === 'a runs', 'a runs again');
  });

  it('cancel() before the task was submitted keeps it from running', () => {
    const { executor, found, query, flush } = setUp();
    query.set('a');
    expect(found.cancel()).to.equal(true);
    flush();
    expect(executor.stats().submitted).to.equal(0);
  });

  it('reload() runs the task again and keeps the value meanwhile, also when it is cancelled', async () => {
    const { found, log, shows, ask, finish, look } = setUp();
    expect(found.reload()).to.equal(false);
    await ask('a');
    expect(found.reload()).to.equal(false);
    finish('a');
    await shows(() => found.hasValue(), 'there is a value');
    expect(found.reload()).to.equal(true);
    expect(look()).to.deep.equal({ status: 'reloading', value: 'found a', progress: undefined });
    await shows(() => log.filter((each) => each === 'a runs').length === 2, 'a runs again');
    expect(found.cancel()).to.equal(true);
    expect(look()).to.deep.equal({ status: 'resolved', value: 'found a', progress: undefined });
    found.reload();
    await shows(() => log.filter((each) => each === 'a runs').length === 3, 'a runs again');
    finish('a', 'found a again');
    await shows(() => found.value() === 'found a again', 'the value is new');
  });

  it('aborts the task with its injector', async () => {
    const { env, log, shows, ask } = setUp();
    await ask('a');
    env.destroy();
    await shows(() => log.includes('a aborted'), 'a is aborted').catch(() => undefined);
    expect(log).to.include('a aborted');
  });

  it('takes an injector and a default value', async () => {
    const env = injector();
    const executor = new EventLoopExecutor();
    executors.push(executor);
    const query = signal<number | undefined>(undefined);
    const options = { injector: env, defaultValue: [0] };
    const found = taskResource(
      () => query(),
      executor,
      async (n: number) => [n],
      options,
    );
    expect(found.value()).to.deep.equal([0]);
    query.set(1);
    await until(() => {
      env.get(EffectScheduler).flush();
      return found.value()[0] === 1;
    }, 'there is a value');
  });

  it('refuses an argument of the wrong type', () => {
    const executor = new EventLoopExecutor();
    const task = (n: number): number => n;
    const run = (fn: () => unknown) => () => runInInjectionContext(injector(), fn);
    expect(run(() => taskResource(5 as never, executor, task))).to.throw(TypeError, 'request must be a function');
    expect(run(() => taskResource(() => 5, {} as never, task))).to.throw(TypeError, 'executor must be an executor');
    expect(run(() => taskResource(() => 5, executor, 5 as never))).to.throw(TypeError);
    expect(run(() => taskResource(() => 5, executor, task, { default: 1 } as never))).to.throw(TypeError, 'default');
    expect(() => taskResource(() => 5, executor, task)).to.throw('NG0203');
  });
});

import {
  ɵChangeDetectionScheduler as ChangeDetectionScheduler,
  createEnvironmentInjector,
  DestroyRef,
  ɵEffectScheduler as EffectScheduler,
  type EnvironmentInjector,
  ɵINJECTOR_SCOPE as INJECTOR_SCOPE,
  InjectionToken,
  inject,
  NgZone,
  ɵNoopNgZone as NoopNgZone,
  type Provider,
  runInInjectionContext,
  signal,
} from '@angular/core';
import { rxResource, takeUntilDestroyed, toSignal } from '@angular/core/rxjs-interop';
import { expect } from 'chai';
import { Subject, switchMap } from 'rxjs';
import { injectExecutor } from '../../src/angular/injectExecutor.js';
import { provideExecutor } from '../../src/angular/provideExecutor.js';
import { CancelledError } from '../../src/errors/CancelledError.js';
import type { Executor } from '../../src/executor/Executor.js';
import { EventLoopExecutor } from '../../src/local/EventLoopExecutor.js';
import { ThreadPoolExecutor } from '../../src/node/ThreadPoolExecutor.js';
import { currentTask } from '../../src/worker/currentTask.js';
import { until } from '../support/until.js';

describe('rx-futures/angular', () => {
  const injectors: EnvironmentInjector[] = [];
  /** An injector of Angular's, as an application has one. */
  function injector(providers: Provider[], parent: EnvironmentInjector | null = null): EnvironmentInjector {
    const scope = { provide: INJECTOR_SCOPE, useValue: 'root' };
    const made = createEnvironmentInjector([scope, ...providers], parent as EnvironmentInjector);
    injectors.push(made);
    return made;
  }
  const executorOf = (env: EnvironmentInjector): Executor => runInInjectionContext(env, injectExecutor);
  const eventLoop = provideExecutor(() => new EventLoopExecutor());

  afterEach(() => {
    for (const each of injectors.splice(0)) if (!each.destroyed) each.destroy();
  });

  /** Runs until it is aborted, and notes that it was. */
  function untilAborted(log: string[], name: string): Promise<string> {
    const { signal } = currentTask();
    log.push(`${name} runs`);
    return new Promise((_, reject) => {
      signal.addEventListener('abort', () => {
        log.push(`${name} aborted`);
        reject(signal.reason as Error);
      });
    });
  }

  it('makes the executor when it is first injected, once for all', () => {
    let made = 0;
    const env = injector([
      provideExecutor(() => {
        made += 1;
        return new EventLoopExecutor();
      }),
    ]);
    expect(made).to.equal(0);
    expect(executorOf(env)).to.equal(executorOf(env));
    expect(executorOf(injector([], env))).to.equal(executorOf(env));
    expect(made).to.equal(1);
  });

  it('makes another one where it is provided again, for a route or a component', () => {
    const root = injector([eventLoop]);
    const child = injector([eventLoop], root);
    expect(executorOf(child)).not.to.equal(executorOf(root));
  });

  it('lets the factory inject', () => {
    const token = new InjectionToken<number>('limit');
    const env = injector([
      { provide: token, useValue: 7 },
      provideExecutor(() => new EventLoopExecutor({ maxQueue: inject(token), maxWorkers: 1 })),
    ]);
    const executor = executorOf(env);
    for (let i = 0; i < 8; i++) executor.submit(() => i);
    expect(() => executor.submit(() => 9)).to.throw('maxQueue of 7');
  });

  it('says what is missing where nothing provides one', () => {
    expect(() => executorOf(injector([]))).to.throw('provideExecutor');
  });

  it('shuts the executor down with its injector: queued work is cancelled, threads are gone', async () => {
    const env = injector([provideExecutor(() => new ThreadPoolExecutor({ maxWorkers: 1 }), { timeout: 0 })]);
    const executor = executorOf(env);
    const futures = [1, 2].map(() => executor.submit(() => new Promise(() => {})));
    await until(() => executor.stats().running === 1);
    env.destroy();
    for (const future of futures) {
      expect(await future.result().catch((error: unknown) => error)).to.be.instanceOf(CancelledError);
    }
    expect(await until(() => executor.stats().workers === 0)).to.equal(true);
    expect(() => executor.submit(() => 1)).to.throw('after shutdown');
  });

  it('ends what runs by itself when it is left the time', async () => {
    const env = injector([eventLoop]);
    const end = new Subject<string>();
    const future = executorOf(env).submit(() => end);
    await until(() => future.running());
    env.destroy();
    end.next('done');
    end.complete();
    expect(await future.result()).to.equal('done');
  });

  it('gives Futures to toSignal', async () => {
    const env = injector([eventLoop]);
    const future = executorOf(env).submit(async () => 42);
    const value = runInInjectionContext(env, () => toSignal(future, { initialValue: 0 }));
    expect(value()).to.equal(0);
    await future.result();
    expect(value()).to.equal(42);
  });

  it('aborts a stale search under switchMap and toSignal, and the last one with the injector', async () => {
    const env = injector([eventLoop]);
    const executor = executorOf(env);
    const log: string[] = [];
    const query = new Subject<string>();
    runInInjectionContext(env, () => toSignal(query.pipe(switchMap((name) => executor.task(untilAborted, log, name)))));
    query.next('a');
    await until(() => log.length === 1);
    query.next('b');
    await until(() => log.includes('b runs'));
    env.destroy();
    expect(await until(() => log.includes('b aborted'))).to.equal(true);
    expect(log.filter((each) => each.startsWith('a'))).to.deep.equal(['a runs', 'a aborted']);
  });

  it('aborts under takeUntilDestroyed', async () => {
    const root = injector([eventLoop]);
    const component = injector([], root);
    const log: string[] = [];
    executorOf(root)
      .task(untilAborted, log, 'a')
      .pipe(takeUntilDestroyed(component.get(DestroyRef)))
      .subscribe();
    await until(() => log.length === 1);
    component.destroy();
    expect(await until(() => log.includes('a aborted'))).to.equal(true);
  });

  it('is what rxResource calls: the stale one is aborted when its parameters change', async () => {
    const noView = { provide: ChangeDetectionScheduler, useValue: { notify: () => undefined, runningTick: false } };
    const env = injector([eventLoop, noView, { provide: NgZone, useClass: NoopNgZone }]);
    const executor = executorOf(env);
    const log: string[] = [];
    const query = signal('stale');
    const search = async (name: string): Promise<string> =>
      name === 'stale' ? untilAborted(log, name) : `found ${name}`;
    const found = runInInjectionContext(env, () =>
      rxResource({ params: query, stream: ({ params }) => executor.task(search, params) }),
    );
    const effects = env.get(EffectScheduler);
    const turn = async (condition: () => boolean): Promise<boolean> =>
      until(() => {
        effects.flush();
        return condition();
      });
    await turn(() => log.length === 1);
    query.set('fresh');
    expect(await turn(() => found.hasValue())).to.equal(true);
    expect(found.value()).to.equal('found fresh');
    expect(log).to.deep.equal(['stale runs', 'stale aborted']);
  });
});

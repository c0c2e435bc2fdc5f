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
  PendingTasks,
  type Provider,
  runInInjectionContext,
  signal,
} from '@angular/core';
import { rxResource, takeUntilDestroyed, toSignal } from '@angular/core/rxjs-interop';
import { expect } from 'chai';
import { from, map, type Observable, Subject, switchMap } from 'rxjs';
import type { TestScheduler } from 'rxjs/testing';
import { CancelledError } from '../../../src/errors/CancelledError.js';
import type { Executor } from '../../../src/executor/Executor.js';
import { EventLoopExecutor } from '../../../src/executors/eventLoop/EventLoopExecutor.js';
import { TestExecutor } from '../../../src/executors/test/TestExecutor.js';
import type { TestOptions } from '../../../src/executors/test/testOptions.js';
import { ThreadPoolExecutor } from '../../../src/executors/thread/ThreadPoolExecutor.js';
import { injectExecutor } from '../../../src/integrations/angular/injectExecutor.js';
import { provideExecutor } from '../../../src/integrations/angular/provideExecutor.js';
import { mapOn } from '../../../src/operators/mapOn.js';
import { currentTask } from '../../../src/worker/currentTask.js';
import { testScheduler } from '../../support/marbles.js';
import { until } from '../../support/until.js';

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

  /** The scheduler that Angular's effects require, without a view. */
  const noView: Provider[] = [
    { provide: ChangeDetectionScheduler, useValue: { notify: () => undefined, runningTick: false } },
    { provide: NgZone, useClass: NoopNgZone },
  ];

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

  it('creates the executor when it is first injected, once for all', () => {
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

  it('creates another executor where it is provided again, for a route or a component', () => {
    const root = injector([eventLoop]);
    const child = injector([eventLoop], root);
    expect(executorOf(child)).not.to.equal(executorOf(root));
  });

  it('allows inject() in the factory', () => {
    const token = new InjectionToken<number>('limit');
    const env = injector([
      { provide: token, useValue: 7 },
      provideExecutor(() => new EventLoopExecutor({ maxQueue: inject(token), maxWorkers: 1 })),
    ]);
    const executor = executorOf(env);
    for (let i = 0; i < 8; i++) executor.submit(() => i);
    expect(() => executor.submit(() => 9)).to.throw('maxQueue is 7');
  });

  it('has an error that names the missing provider', () => {
    expect(() => executorOf(injector([]))).to.throw('provideExecutor');
  });

  it('shuts the executor down with its injector: queued tasks are cancelled, threads end', async () => {
    const env = injector([provideExecutor(() => new ThreadPoolExecutor({ maxWorkers: 1 }), { timeout: 0 })]);
    const executor = executorOf(env);
    const futures = [1, 2].map(() => executor.submit(() => new Promise(() => {})));
    await until(() => executor.stats().running === 1, 'one task runs');
    env.destroy();
    for (const future of futures) {
      expect(await future.result().catch((error: unknown) => error)).to.be.instanceOf(CancelledError);
    }
    await until(() => executor.stats().workers === 0, 'no worker is left');
    expect(() => executor.submit(() => 1)).to.throw('after shutdown');
  });

  it('lets running tasks end within the given time', async () => {
    const env = injector([eventLoop]);
    const end = new Subject<string>();
    const future = executorOf(env).submit(() => end);
    await until(() => future.running(), 'the task runs');
    env.destroy();
    end.next('done');
    end.complete();
    expect(await future.result()).to.equal('done');
  });

  it('works with toSignal', async () => {
    const env = injector([eventLoop]);
    const future = executorOf(env).submit(async () => 42);
    const value = runInInjectionContext(env, () => toSignal(future, { initialValue: 0 }));
    expect(value()).to.equal(0);
    await future.result();
    expect(value()).to.equal(42);
  });

  it('aborts an outdated search under switchMap and toSignal, and the last one with the injector', async () => {
    const env = injector([eventLoop]);
    const executor = executorOf(env);
    const log: string[] = [];
    const query = new Subject<string>();
    runInInjectionContext(env, () => toSignal(query.pipe(switchMap((name) => executor.task(untilAborted, log, name)))));
    query.next('a');
    await until(() => log.length === 1, 'the first task runs');
    query.next('b');
    await until(() => log.includes('b runs'), 'b runs');
    env.destroy();
    await until(() => log.includes('b aborted'), 'b is aborted');
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
    await until(() => log.length === 1, 'the task runs');
    component.destroy();
    await until(() => log.includes('a aborted'), 'a is aborted');
  });

  it('works with rxResource: the outdated task is aborted when the parameters change', async () => {
    const env = injector([eventLoop, ...noView]);
    const executor = executorOf(env);
    const log: string[] = [];
    const query = signal('stale');
    const search = async (name: string): Promise<string> =>
      name === 'stale' ? untilAborted(log, name) : `found ${name}`;
    const found = runInInjectionContext(env, () =>
      rxResource({ params: query, stream: ({ params }) => executor.task(search, params) }),
    );
    const effects = env.get(EffectScheduler);
    const turn = (condition: () => boolean, what: string): Promise<void> =>
      until(() => {
        effects.flush();
        return condition();
      }, what);
    await turn(() => log.length === 1, 'the first task runs');
    query.set('fresh');
    await turn(() => found.hasValue(), 'the resource has a value');
    expect(found.value()).to.equal('found fresh');
    expect(log).to.deep.equal(['stale runs', 'stale aborted']);
  });

  describe('keeps the application unstable', () => {
    /** Stands in for Angular's PendingTasks: `log` gets each change between pending and stable. */
    function pending(log: string[]): Provider {
      let count = 0;
      const add = (): (() => void) => {
        if (count++ === 0) log.push('pending');
        return () => {
          if (--count === 0) log.push('stable');
        };
      };
      return { provide: PendingTasks, useValue: { add } };
    }
    const setUp = () => {
      const log: string[] = [];
      const executor = executorOf(injector([eventLoop, pending(log)]));
      const stable = (): Promise<void> => until(() => log.at(-1) === 'stable', 'the application is stable');
      return { log, executor, stable };
    };

    it('while a task is queued or runs, until its subscribers have been notified', async () => {
      const { log, executor, stable } = setUp();
      executor.submit(() => 1).subscribe(() => log.push('value'));
      executor.submit(() => Promise.reject(new Error('no')));
      await stable();
      expect(log).to.deep.equal(['pending', 'value', 'stable']);
    });

    it('without a gap before the task that a subscriber submits next', async () => {
      const { log, executor, stable } = setUp();
      executor.submit(() => 1).subscribe(() => executor.submit(() => 2).subscribe(() => log.push('last')));
      await stable();
      expect(log).to.deep.equal(['pending', 'last', 'stable']);
    });

    it('until the end of map, mapOn and stream', async () => {
      for (const open of [
        (executor: Executor) => executor.map(async (n: number) => n, [1, 2, 3]),
        (executor: Executor) => from([1, 2, 3]).pipe(mapOn(executor, async (n: number) => n)),
        (executor: Executor) => executor.stream(() => [1, 2, 3]),
      ]) {
        const { log, executor, stable } = setUp();
        open(executor).subscribe((n) => log.push(`${n}`));
        await stable();
        expect(log).to.deep.equal(['pending', '1', '2', '3', 'stable']);
      }
    });

    it('not for a mapOn whose source is silent', async () => {
      const { log, executor, stable } = setUp();
      const source = new Subject<number>();
      source.pipe(mapOn(executor, (n: number) => n)).subscribe((n) => log.push(`${n}`));
      expect(log).to.deep.equal([]);
      source.next(1);
      await stable();
      expect(log).to.deep.equal(['pending', '1', 'stable']);
    });

    it('not after an abort or a shutdown', async () => {
      const { log, executor, stable } = setUp();
      executor.submit(() => new Promise(() => undefined)).abort();
      await stable();
      executor.submit(() => new Promise(() => undefined));
      void executor.shutdown({ timeout: 0 });
      await stable();
      expect(log).to.deep.equal(['pending', 'stable', 'pending', 'stable']);
    });
  });

  describe('with a TestExecutor behind the token', () => {
    const find = (query: string): string => `found ${query}`;

    /** A service as applications have it: it knows nothing of tests. */
    class Search {
      readonly #executor = injectExecutor();
      readonly query = new Subject<string>();
      readonly results: Observable<string> = this.query.pipe(switchMap((query) => this.#executor.task(find, query)));
    }
    const testing = (scheduler: TestScheduler, options: TestOptions): EnvironmentInjector =>
      injector([Search, ...noView, provideExecutor(() => new TestExecutor(scheduler, options))]);

    it('the pipeline of a service runs in virtual time: outdated searches emit nothing, by marbles', () => {
      const scheduler = testScheduler();
      scheduler.run(({ cold, expectObservable }) => {
        const search = testing(scheduler, { maxWorkers: 2, duration: 4 }).get(Search);
        cold('  -a-b------c|').subscribe(search.query);
        const expected = '-------b------(c|)';
        expectObservable(search.results).toBe(expected, { b: 'found b', c: 'found c' });
      });
    });

    it('a signal of it has each value at its frame', () => {
      const scheduler = testScheduler();
      scheduler.run(({ cold, expectObservable }) => {
        const env = testing(scheduler, { duration: 3 });
        const search = env.get(Search);
        const found = runInInjectionContext(env, () => toSignal(search.results, { initialValue: 'nothing yet' }));
        cold('a----b').subscribe((query) => search.query.next(query));
        const looks = cold('--x-x----x').pipe(map(() => found()));
        expectObservable(looks).toBe('--n-a----b', { n: 'nothing yet', a: 'found a', b: 'found b' });
      });
    });

    it('a lost worker and a time limit are tested without real ones', () => {
      const scheduler = testScheduler();
      scheduler.run(({ expectObservable, flush }) => {
        const env = testing(scheduler, { maxWorkers: 1, duration: 10, abortGrace: 0 });
        const executor = executorOf(env) as TestExecutor;
        const names: string[] = [];
        const failed = { error: ({ name }: Error) => void names.push(`${name} at ${scheduler.now()}`) };
        executor.submit(find, 'a').subscribe(failed);
        executor.with({ runTimeout: 5 }).submit(find, 'b').subscribe(failed);
        scheduler.schedule(() => executor.crashWorker(), 2);
        expectObservable(executor.submit(find, 'c')).toBe('17ms (c|)', { c: 'found c' });
        flush();
        expect(names).to.deep.equal(['BrokenExecutor at 2', 'TimeoutError at 7']);
      });
    });

    it('its injector cancels queued tasks, also in virtual time', () => {
      const scheduler = testScheduler();
      scheduler.run(({ flush }) => {
        const env = testing(scheduler, { maxWorkers: 1, duration: 10 });
        const executor = executorOf(env);
        const [runs, waits] = [executor.submit(find, 'a'), executor.submit(find, 'b')];
        scheduler.schedule(() => env.destroy(), 1);
        flush();
        expect([runs.state, waits.state]).to.deep.equal(['FINISHED', 'CANCELLED']);
      });
    });

    it('rxResource is loading until the task has ended', async () => {
      const scheduler = testScheduler();
      const env = testing(scheduler, { duration: 3 });
      const executor = executorOf(env);
      const query = signal('a');
      const found = runInInjectionContext(env, () =>
        rxResource({ params: query, stream: ({ params }) => executor.task(find, params) }),
      );
      env.get(EffectScheduler).flush();
      scheduler.run(({ flush }) => {
        scheduler.schedule(() => expect(found.status()).to.equal('loading'), 2);
        flush();
      });
      await until(() => found.hasValue(), 'the resource has a value');
      expect(found.value()).to.equal('found a');
    });
  });
});

import { expect } from 'chai';
import { asyncScheduler, catchError, EMPTY, from, ignoreElements, map, NEVER, type Observable, of, timer } from 'rxjs';
import { BrokenExecutor } from '../../../src/errors/BrokenExecutor.js';
import { InvalidStateError } from '../../../src/errors/InvalidStateError.js';
import { TaskNotFoundError } from '../../../src/errors/TaskNotFoundError.js';
import { taskModule } from '../../../src/executor/taskModule.js';
import { TestExecutor } from '../../../src/executors/test/TestExecutor.js';
import type { TestOptions } from '../../../src/executors/test/testOptions.js';
import type { Future } from '../../../src/future/Future.js';
import { mapOn } from '../../../src/operators/mapOn.js';
import { currentTask } from '../../../src/worker/currentTask.js';
import { expose } from '../../../src/worker/expose.js';
import { fakeTimers } from '../../support/fakeTimers.js';
import { record } from '../../support/frozen.js';
import { testScheduler } from '../../support/marbles.js';
import { run } from './run.js';

const upper = (text: string): string => text.toUpperCase();
const fail = (): never => {
  throw 'failed';
};

describe('TestExecutor', () => {
  /** Runs virtual time to the end, and returns the outcome of the future. */
  function errorIn(options: TestOptions, submit: (executor: TestExecutor) => Future<unknown>): Error {
    const log: unknown[][] = [];
    run(options, (executor) => void submit(executor).subscribe({ error: (error: unknown) => log.push([error]) }));
    expect(log).to.have.length(1);
    return log[0]?.[0] as Error;
  }

  describe('a call', () => {
    it('takes the given frames, for a value and for an error', () => {
      run({ duration: 3 }, (executor, { expectObservable }) => {
        expectObservable(executor.submit(upper, 'a')).toBe('---(A|)');
        expectObservable(executor.submit(fail)).toBe('---#', {}, 'failed');
      });
    });

    it('takes no time when none is given', () => {
      run({}, (executor, { expectObservable }) => expectObservable(executor.submit(upper, 'a')).toBe('(A|)'));
    });

    it('takes the frames that the option returns for its task and arguments', () => {
      const duration = (task: unknown, [text]: readonly unknown[]): number => (task === upper ? Number(text) : 1);
      run({ duration }, (executor, { expectObservable }) => {
        expectObservable(executor.submit(upper, '5')).toBe('-----(5|)');
        expectObservable(executor.submit(fail)).toBe('-#', {}, 'failed');
      });
    });

    it('of Infinity ends only by its limits', () => {
      run({ duration: Number.POSITIVE_INFINITY }, (executor, { expectObservable }) => {
        expectObservable(executor.submit(upper, 'a')).toBe('-');
        const limited = executor.with({ runTimeout: 4 }).submit(upper, 'a');
        expectObservable(outcome(limited)).toBe('----(t|)', { t: 'TimeoutError' });
      });
    });

    it('starts within the frame of submit, but not within the call, and then calls its function', () => {
      run({ duration: 5 }, (executor, _, at) => {
        const log: string[] = [];
        const future = executor.submit(() => log.push(`called at ${executor.now()}`));
        expect([log, future.state]).to.deep.equal([[], 'PENDING']);
        at(1, () => expect([log, future.state]).to.deep.equal([['called at 0'], 'RUNNING']));
        at(6, () => expect(future.state).to.equal('FINISHED'));
      });
    });

    it('has its id, label and signal in currentTask(), and reports progress', () => {
      run({ duration: 2 }, (executor, { expectObservable }, at) => {
        const aborted: unknown[] = [];
        const future = executor.with({ label: 'mine' }).submit(() => {
          const task = currentTask();
          task.signal.addEventListener('abort', () => aborted.push([executor.now(), task.signal.reason, task.aborted]));
          task.progress('half');
          return [task.id, task.label];
        });
        expectObservable(future.progress).toBe('h|', { h: 'half' });
        at(1, () => future.abort('why'));
        at(3, () => expect(aborted).to.deep.equal([[1, 'why', true]]));
      });
    });

    it('fails for an invalid duration', () => {
      expect(errorIn({ duration: () => -1 }, (executor) => executor.submit(upper, 'a'))).to.be.instanceOf(RangeError);
      expect(errorIn({ duration: () => undefined as never }, (executor) => executor.submit(upper, 'a')))
        .to.be.instanceOf(TypeError)
        .with.property('message', 'duration must be a number of milliseconds, got undefined');
    });
  });

  describe('a task that returns an Observable', () => {
    it('adds the time of the Observable to its own', () => {
      run({ duration: 2 }, (executor, { cold, expectObservable, expectSubscriptions }) => {
        const inner = cold('  ---a|');
        const failing = cold('-#');
        expectObservable(executor.submit(() => inner)).toBe('------(a|)');
        expectObservable(executor.submit(() => failing)).toBe('---#');
        expectSubscriptions(inner.subscriptions).toBe('--^---!');
      });
    });

    it('fails without a value, and with several', () => {
      const several = errorIn({}, (executor) => executor.submit(() => of(1, 2)));
      expect(several).to.be.instanceOf(InvalidStateError).with.property('message').that.contains('several values');
      const none = errorIn({}, (executor) => executor.submit(() => EMPTY));
      expect(none).to.be.instanceOf(InvalidStateError).with.property('message').that.contains('without a value');
    });

    it('may return a generator, which is read no further than necessary', () => {
      let given = 0;
      function* endless(): Generator<number> {
        for (;;) yield given++;
      }
      expect(errorIn({}, (executor) => executor.submit(endless))).to.be.instanceOf(InvalidStateError);
      expect(given).to.equal(2);
    });

    it('is unsubscribed and ends when it is aborted', () => {
      run({ maxWorkers: 1 }, (executor, { cold, expectSubscriptions, expectObservable }, at) => {
        const inner = cold('---------a|');
        const future = executor.submit(() => inner);
        expectObservable(executor.submit(upper, 'next')).toBe('----(n|)', { n: 'NEXT' });
        expectSubscriptions(inner.subscriptions).toBe('^---!');
        at(4, () => future.abort());
      });
    });
  });

  describe('a task that returns a promise', () => {
    it('fails with an error that names the alternative', () => {
      const error = errorIn({}, (executor) => executor.submit(async function load() {}));
      expect(error).to.be.instanceOf(InvalidStateError);
      expect(error.message).to.match(/"load" returned a promise.*Observable.*`answer`/);
      const iterable = errorIn({}, (executor) => executor.submit(async function* items() {}));
      expect(iterable.message).to.match(/"items" returned an async iterable/);
    });

    it('leaves no unhandled rejection behind', async () => {
      errorIn({}, (executor) => executor.submit(() => Promise.reject(new Error('nobody sees this'))));
      await new Promise((resolve) => setImmediate(resolve));
    });
  });

  describe('answer', () => {
    const search = async (query: string): Promise<string> => `found ${query}`;

    it('replaces the task by a value, an Observable, or an error that it throws', () => {
      const answer = (task: unknown, [query]: readonly unknown[]): unknown => {
        if (query === 'bad') throw 'refused';
        return task === search ? timer(2).pipe(map(() => 'f')) : 'other';
      };
      run({ answer, duration: 1 }, (executor, { expectObservable }) => {
        expectObservable(executor.submit(search, 'x')).toBe('---(f|)');
        expectObservable(executor.submit(search, 'bad')).toBe('-#', {}, 'refused');
        expectObservable(executor.submit(upper, 'x')).toBe('-(o|)', { o: 'other' });
      });
    });

    it('can call the original task', () => {
      let calls = 0;
      const answer = (_task: unknown, _args: unknown, call: () => unknown): unknown => {
        calls += 1;
        if (calls === 2) throw 'second';
        return call();
      };
      run({ answer }, (executor, { expectObservable }) => {
        expectObservable(executor.map(upper, ['a', 'b', 'c'])).toBe('(A#)', undefined, 'second');
      });
    });
  });

  describe('crashWorker', () => {
    it('fails the running tasks of the worker, and continues with another worker', () => {
      run({ maxWorkers: 1, duration: 5 }, (executor, { expectObservable }, at) => {
        const [lost, next] = [executor.submit(upper, 'a'), executor.submit(upper, 'b')];
        expectObservable(outcome(lost)).toBe('--(e|)', { e: 'BrokenExecutor' });
        expectObservable(next).toBe('-------(B|)');
        at(2, () => executor.crashWorker());
        at(3, () => {
          const error = errorOf(lost) as BrokenExecutor;
          expect(error).to.be.instanceOf(BrokenExecutor);
          expect(error).to.include({ workerId: 0, started: true, message: 'worker TestExecutor_0 crashed' });
        });
      });
    });

    it("breaks the executor with onWorkerLost: 'break'", () => {
      run({ maxWorkers: 2, duration: 5, onWorkerLost: 'break' }, (executor, _, at) => {
        const futures = ['a', 'b', 'c'].map((text) => executor.submit(upper, text));
        at(2, () => executor.crashWorker(1));
        at(3, () => {
          expect(futures.map((future) => (errorOf(future) as BrokenExecutor).started)).to.deep.equal([
            true,
            true,
            false,
          ]);
          expect(() => executor.submit(upper, 'd')).to.throw(BrokenExecutor);
          expect(executor.stats()).to.include({ failed: 3, workers: 0 });
        });
      });
    });

    it('that breaks the executor drops scheduled work that is not due, runs work that is, and delays no shutdown', () => {
      run({ maxWorkers: 1, duration: 5, onWorkerLost: 'break' }, (executor, { expectObservable }, at) => {
        const ran: string[] = [];
        executor.submit(upper, 'a');
        at(1, () => {
          executor.schedule(function () {
            ran.push(`due ${this.schedule().closed}`);
          });
          executor.schedule(() => ran.push('not due'), 1);
          executor.crashWorker();
          expect(() => executor.schedule(() => {})).to.throw(BrokenExecutor);
          void executor.shutdown();
        });
        expectObservable(executor.events.pipe(ignoreElements())).toBe('-|');
        at(9, () => expect(ran).to.deep.equal(['due true']));
      });
    });

    it('that breaks the executor ends a map that waits for rows, and delays no shutdown', () => {
      run({ maxWorkers: 1, duration: 5, onWorkerLost: 'break' }, (executor, { expectObservable }, at) => {
        const errors: unknown[] = [];
        executor.map(upper, NEVER).subscribe({ error: (error) => errors.push(error) });
        NEVER.pipe(mapOn(executor, upper)).subscribe({ error: (error) => errors.push(error) });
        executor.submit(upper, 'a');
        at(1, () => {
          executor.crashWorker();
          expect(errors).to.have.length(1).and.property('0').to.be.instanceOf(BrokenExecutor);
          void executor.shutdown();
        });
        expectObservable(executor.events.pipe(ignoreElements())).toBe('-|');
      });
    });

    it("called by a task ends the task's worker", () => {
      run({ maxWorkers: 3, duration: 5 }, (executor, _, at) => {
        const log: unknown[] = [];
        executor.submit(upper, 'a');
        const crashing = executor.submit(() => executor.crashWorker());
        executor.events.subscribe((event) => 'worker' in event && log.push([event.type, event.worker]));
        at(1, () => {
          expect(errorOf(crashing)).to.be.instanceOf(BrokenExecutor).with.property('workerId', 1);
          expect(log).to.deep.include(['workerLost', 1]);
        });
      });
    });

    it('drops later events of the lost call', () => {
      run({ duration: 1 }, (executor, { cold, expectSubscriptions }, at) => {
        const inner = cold('-----a|');
        executor.submit(() => inner);
        expectSubscriptions(inner.subscriptions).toBe('-^-!');
        at(3, () => executor.crashWorker());
      });
    });

    it('rejects a worker that does not exist', () => {
      run({}, (executor, _, at) => {
        expect(() => executor.crashWorker()).to.throw(InvalidStateError, 'none has been started');
        executor.submit(upper, 'a');
        at(1, () => {
          expect(() => executor.crashWorker(7)).to.throw(RangeError, 'worker must be one of 0, got 7');
          executor.crashWorker();
          expect(executor.stats()).to.include({ finished: 1, workers: 0 });
        });
      });
    });
  });

  describe('module tasks', () => {
    type Names = Record<string, (...args: unknown[]) => unknown>;
    const fixture = (name: string): URL => new URL(`../../fixtures/${name}.js`, import.meta.url);
    const tasks = taskModule<typeof import('../../fixtures/tasks.js')>(fixture('tasks'));

    it('are found within virtual time', () => {
      run({ duration: 3 }, (executor, { expectObservable }) => {
        expectObservable(executor.submit(tasks.add, 1, 2)).toBe('---(s|)', { s: 3 });
      });
    });

    it('are those of the module returned by import', async () => {
      const { RegisteredError } = await import('../../fixtures/tasks.js');
      expect(errorIn({}, (executor) => executor.submit(tasks.failRegistered))).to.be.instanceOf(RegisteredError);
    });

    it('may be exposed ones', () => {
      expose({ triple: (n: number) => n * 3 });
      run({}, (executor, { expectObservable }) => {
        const { triple } = taskModule<{ triple(n: number): number }>();
        expectObservable(executor.submit(triple, 3)).toBe('(n|)', { n: 9 });
      });
    });

    it('fail when the module, export or name does not exist, and when only import() could load it', () => {
      const { x } = taskModule<Names>(fixture('nowhere')) as { x: never };
      const inherited = taskModule<Names>(fixture('tasks'))['constructor'] as never;
      const { unknown } = taskModule<Names>() as { unknown: never };
      const remote = taskModule<Names>('https://example.org/tasks.js')['x'] as never;
      for (const task of [x, inherited, unknown, remote]) {
        expect(errorIn({}, (executor) => executor.submit(task))).to.be.instanceOf(TaskNotFoundError);
      }
      const { isReady } = taskModule<typeof import('../../fixtures/topLevelAwait.js')>(fixture('topLevelAwait'));
      expect(errorIn({}, (executor) => executor.submit(isReady)))
        .to.be.instanceOf(InvalidStateError)
        .with.property('message')
        .that.contains('top-level await');
    });
  });

  describe('options', () => {
    const scheduler = testScheduler();
    const make = (options: object): TestExecutor => new TestExecutor(scheduler, options);

    it('are rejected when they are of the wrong type or out of range', () => {
      for (const name of ['maxWorkers', 'duration', 'answer', 'maxQueue', 'abortGrace', 'onWorkerLost']) {
        for (const bad of [{}, null, 'x', Symbol('x')]) {
          expect(() => make({ [name]: bad })).to.throw(
            name === 'onWorkerLost' && bad === 'x' ? RangeError : TypeError,
            name,
          );
        }
      }
      for (const bad of [{ maxWorkers: 0 }, { duration: -1 }, { maxQueue: 1.5 }, { abortGrace: Number.NaN }]) {
        expect(() => make(bad)).to.throw(RangeError);
      }
      expect(() => make(null as never)).to.throw(TypeError, 'options');
    });

    it('are read only from own properties', () => {
      expect(() => make(Object.create({ maxWorkers: 'inherited' }))).not.to.throw();
    });

    it('require a scheduler', () => {
      for (const bad of [undefined, null, 7, {}, () => 1, { schedule: 1, now: 1 }]) {
        expect(() => new TestExecutor(bad as never)).to.throw(TypeError, 'scheduler');
      }
    });
  });

  describe('on another clock', () => {
    const timers = fakeTimers();

    it('follows asyncScheduler under fake timers', () => {
      const executor = new TestExecutor(asyncScheduler, { duration: 1000 });
      const log = record(executor.submit(upper, 'a'));
      timers.clock.tick(999);
      expect(log).to.deep.equal([]);
      timers.clock.tick(2);
      expect(log).to.deep.equal([['next', 'A'], ['complete']]);
    });

    it('waits for durations, limits and delays that exceed the longest timer of asyncScheduler', () => {
      const weeks = 2 ** 31 + 5;
      const slow = new TestExecutor(asyncScheduler, { duration: weeks });
      const stuck = new TestExecutor(asyncScheduler, { duration: Number.POSITIVE_INFINITY });
      const ended = record(slow.submit(upper, 'a'));
      const late = record(stuck.with({ runTimeout: weeks }).submit(upper, 'b'));
      const ticks: number[] = [];
      timer(weeks, slow).subscribe((tick) => ticks.push(tick));
      timers.clock.tick(weeks - 1);
      expect([ended, late, ticks]).to.deep.equal([[], [], []]);
      timers.clock.tick(2);
      expect(ended).to.deep.equal([['next', 'A'], ['complete']]);
      expect(late[0]?.[1]).to.have.property('name', 'TimeoutError');
      expect(ticks).to.deep.equal([0]);
    });
  });

  it('takes no real time, keeps no process alive, and is deterministic', () => {
    const program = (): unknown[] => {
      const log: unknown[] = [];
      run({ maxWorkers: 3, duration: (_task, [n]) => Number(n) % 7 }, (executor, _, at) => {
        executor.events.subscribe((event) => log.push(event));
        from([5, 11, 3, 13, 2, 6, 1]).subscribe((n) => executor.submit((x: number) => x, n));
        at(2, () => executor.crashWorker());
        at(3, () => void executor.shutdown());
      });
      return log;
    };
    const before = process.getActiveResourcesInfo();
    expect(program()).to.deep.equal(program());
    expect(process.getActiveResourcesInfo()).to.deep.equal(before);
  });
});

/** Emits the outcome of a future, an error by its name: marbles are compared at the end of the run. */
function outcome(future: Observable<unknown>): Observable<unknown> {
  return future.pipe(catchError((error: Error) => of(error.name)));
}

function errorOf(future: Future<unknown>): unknown {
  return record(future)[0]?.[1];
}

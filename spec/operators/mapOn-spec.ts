import { expect } from 'chai';
import {
  concat,
  from,
  map,
  NEVER,
  type Observable,
  of,
  pipe,
  range,
  repeat,
  type SchedulerLike,
  Subscription,
  take,
  tap,
  throwError,
} from 'rxjs';
import { ExecutorShutdownError } from '../../src/errors/ExecutorShutdownError.js';
import { QueueFullError } from '../../src/errors/QueueFullError.js';
import type { Executor } from '../../src/executor/Executor.js';
import { EventLoopExecutor } from '../../src/executors/eventLoop/EventLoopExecutor.js';
import { Future } from '../../src/future/Future.js';
import { SettableFuture } from '../../src/future/SettableFuture.js';
import { type MapOnOptions, mapOn } from '../../src/operators/mapOn.js';
import { Pauses } from '../../src/streams/Pauses.js';
import { frozenError } from '../support/frozen.js';
import { testScheduler } from '../support/marbles.js';

interface Call {
  readonly name: string;
  readonly future: SettableFuture<string>;
}

/**
 * An executor in virtual time: the call of `a` takes `frames` frames and returns `A`; that of `x` fails. It starts
 * tasks while it has slots, and queues at most `maxQueue` others.
 */
class TimedExecutor {
  readonly calls: Call[] = [];
  readonly #waiting: (Call | (() => void))[] = [];
  #free: number;
  readonly #clock: SchedulerLike;
  readonly #frames: Readonly<Record<string, number>>;
  readonly #maxQueue: number;

  constructor(clock: SchedulerLike, frames: Readonly<Record<string, number>>, slots = 100, maxQueue = 100) {
    this.#clock = clock;
    this.#frames = frames;
    this.#free = slots;
    this.#maxQueue = maxQueue;
  }

  submit(_task: unknown, name: string): Future<string> {
    if (this.#waiting.length - this.#free >= this.#maxQueue) throw new QueueFullError('full', this.#maxQueue);
    const call = { name, future: new SettableFuture<string>() };
    this.calls.push(call);
    this.#waiting.push(call);
    this.#start();
    return call.future;
  }

  schedule(work: () => void): Subscription {
    this.#waiting.push(work);
    this.#start();
    return new Subscription(() => void this.#waiting.splice(this.#waiting.indexOf(work) >>> 0, 1));
  }

  /** The outcome of each call. */
  get states(): string {
    return this.calls.map(({ name, future }) => `${name} ${future.state}`).join(', ');
  }

  /** The number of calls and scheduled actions that wait for a slot. */
  get waiting(): number {
    return this.#waiting.length;
  }

  #start(): void {
    while (this.#free > 0 && this.#waiting.length > 0) {
      const next = this.#waiting.shift();
      if (typeof next === 'function') this.#clock.schedule(next, 0);
      else if (next?.future.setRunningOrNotifyCancel() === true) this.#run(next);
    }
  }

  #run({ name, future }: Call): void {
    this.#free -= 1;
    const end = this.#clock.schedule(() => {
      if (name === 'x') future.setException(frozenError);
      else future.setResult(name.toUpperCase());
    }, this.#frames[name] ?? 1);
    future.addDoneCallback(() => {
      end.unsubscribe();
      this.#free += 1;
      this.#start();
    });
  }
}

const shout = (name: string): string => name.toUpperCase();

/** The operator over such an executor. */
function shouting(executor: TimedExecutor, options?: MapOnOptions): (source: Observable<string>) => Observable<string> {
  return mapOn(executor as unknown as Executor, shout, options);
}

describe('mapOn', () => {
  it('emits results in the order of the source, whichever completes first', () => {
    const clock = testScheduler();
    clock.run(({ cold, expectObservable, expectSubscriptions }) => {
      const source = cold('abc|');
      const executor = new TimedExecutor(clock, { a: 5, b: 1, c: 8 });
      expectObservable(source.pipe(shouting(executor))).toBe('-----(AB)-(C|)');
      expectSubscriptions(source.subscriptions).toBe('^--!');
    });
  });

  it('emits results as they complete with ordered: false', () => {
    const clock = testScheduler();
    clock.run(({ cold, expectObservable, expectSubscriptions }) => {
      const source = cold('abc|');
      const executor = new TimedExecutor(clock, { a: 5, b: 1, c: 1 });
      expectObservable(source.pipe(shouting(executor, { ordered: false }))).toBe('--BC-(A|)');
      expectSubscriptions(source.subscriptions).toBe('^--!');
    });
  });

  it('completes after the source and its results, and at once for an empty source', () => {
    const clock = testScheduler();
    clock.run(({ cold, expectObservable }) => {
      const executor = new TimedExecutor(clock, { a: 1 });
      expectObservable(cold('a---|').pipe(shouting(executor))).toBe('-A--|');
      expectObservable(cold('|').pipe(shouting(executor))).toBe('|');
      expectObservable(NEVER.pipe(shouting(executor))).toBe('-');
    });
  });

  it('submits on subscription, again for each subscriber', () => {
    const clock = testScheduler();
    clock.run(({ cold, expectObservable, expectSubscriptions, flush }) => {
      const source = cold('a|');
      const executor = new TimedExecutor(clock, { a: 2 });
      const results = source.pipe(shouting(executor));
      expect(executor.calls).to.have.length(0);
      expectObservable(results).toBe('--(A|)');
      expectObservable(results, '---^').toBe('-----(A|)');
      expectSubscriptions(source.subscriptions).toBe(['^!', '---^!']);
      flush();
      expect(executor.calls).to.have.length(2);
    });
  });

  for (const ordered of [true, false]) {
    describe(ordered ? 'in order' : 'as completed', () => {
      it('has no more than bufferSize outstanding calls', () => {
        const clock = testScheduler();
        clock.run(({ cold, expectObservable, flush }) => {
          const executor = new TimedExecutor(clock, { a: 3, b: 3, c: 3 });
          const counts: number[] = [];
          for (const at of [2, 5, 8]) clock.schedule(() => counts.push(executor.calls.length), at);
          expectObservable(cold('(abc|)').pipe(shouting(executor, { ordered, bufferSize: 1 }))).toBe('---A--B--(C|)');
          flush();
          expect(counts).to.deep.equal([1, 2, 3]);
        });
      });

      it('emits nothing while its consumer pauses it, and all that is finished and the end afterwards', () => {
        const clock = testScheduler();
        clock.run(({ cold, expectObservable, flush }) => {
          const executor = new TimedExecutor(clock, { a: 1, b: 1, c: 1, d: 1 });
          const pauses = new Pauses();
          const pauseAtA = tap<string>((result) => result === 'A' && pauses.pauseCurrent());
          expectObservable(cold('abcd|').pipe(shouting(executor, { ordered }), pauseAtA)).toBe('-A---------(BCD|)');
          expectObservable(cold('ab#').pipe(shouting(executor, { ordered }), pauseAtA)).toBe('-A---------(B#)');
          expectObservable(cold('abx-').pipe(shouting(executor, { ordered }), pauseAtA)).toBe(
            '-A---------(B#)',
            undefined,
            frozenError,
          );
          clock.schedule(() => pauses.release(), 11);
          flush();
        });
      });

      it('has no more than bufferSize calls and results while it is paused', () => {
        const clock = testScheduler();
        clock.run(({ cold, expectObservable, flush }) => {
          const executor = new TimedExecutor(clock, { a: 1, b: 1, c: 1, d: 5, e: 5 });
          const pauses = new Pauses();
          const results = cold('(abcde|)').pipe(
            shouting(executor, { ordered, bufferSize: 2 }),
            tap((result) => result === 'A' && pauses.pauseCurrent()),
          );
          const counts: number[] = [];
          clock.schedule(() => counts.push(executor.calls.length), 9);
          clock.schedule(() => pauses.release(), 10);
          expectObservable(results).toBe('-A--------(BC)-(DE|)');
          flush();
          expect(counts).to.deep.equal([3]);
        });
      });

      it('cancels its calls when it is unsubscribed while it is paused', () => {
        const clock = testScheduler();
        clock.run(({ cold, expectObservable, flush }) => {
          const executor = new TimedExecutor(clock, { a: 1, b: 1, c: 9 });
          const pauses = new Pauses();
          const results = cold('(abc)').pipe(
            shouting(executor, { ordered }),
            tap((result) => result === 'A' && pauses.pauseCurrent()),
          );
          expectObservable(results, '^----!').toBe('-A----');
          clock.schedule(() => pauses.release(), 7);
          flush();
          expect(executor.states).to.equal('a FINISHED, b FINISHED, c CANCELLED');
        });
      });

      it('cancels queued calls and aborts running ones at the first failure', () => {
        const clock = testScheduler();
        clock.run(({ cold, expectObservable, expectSubscriptions, flush }) => {
          const source = cold('(xab)');
          const executor = new TimedExecutor(clock, { x: 3, a: 9, b: 9 }, 2);
          expectObservable(source.pipe(shouting(executor, { ordered }))).toBe('---#', undefined, frozenError);
          expectSubscriptions(source.subscriptions).toBe('^--!');
          flush();
          expect(executor.states).to.equal('x FINISHED, a CANCELLED, b CANCELLED');
        });
      });

      it('does the same when it is unsubscribed', () => {
        const clock = testScheduler();
        clock.run(({ cold, expectObservable, expectSubscriptions, flush }) => {
          const source = cold('(abc)');
          const executor = new TimedExecutor(clock, { a: 1, b: 9, c: 9 }, 2);
          expectObservable(source.pipe(shouting(executor, { ordered })), '^--!').toBe('-A--');
          expectSubscriptions(source.subscriptions).toBe('^--!');
          clock.schedule(() => expect(executor.states).to.equal('a FINISHED, b CANCELLED, c CANCELLED'), 4);
          flush();
        });
      });

      it('does the same when the consumer unsubscribes, and submits no more', () => {
        const clock = testScheduler();
        clock.run(({ cold, expectObservable, flush }) => {
          const executor = new TimedExecutor(clock, { a: 1, b: 9, c: 9 });
          const results = cold('(abc)').pipe(shouting(executor, { ordered, bufferSize: 2 }), take(1));
          expectObservable(results).toBe('-(A|)');
          flush();
          expect(executor.states).to.equal('a FINISHED, b CANCELLED');
        });
      });

      it("passes the source's error on at once, and aborts the calls", () => {
        const clock = testScheduler();
        clock.run(({ cold, expectObservable, flush }) => {
          const executor = new TimedExecutor(clock, { a: 1, b: 9 });
          const results = cold('ab-#', undefined, frozenError).pipe(shouting(executor, { ordered }));
          expectObservable(results).toBe('-A-#', undefined, frozenError);
          flush();
          expect(executor.states).to.equal('a FINISHED, b CANCELLED');
        });
      });

      it('aborts the calls of a synchronous source that fails after its values', () => {
        const clock = testScheduler();
        clock.run(({ expectObservable, flush }) => {
          const executor = new TimedExecutor(clock, { a: 1 });
          const source = concat(
            of('a'),
            throwError(() => frozenError),
          );
          expectObservable(source.pipe(shouting(executor, { ordered }))).toBe('#', undefined, frozenError);
          flush();
          expect(executor.states).to.equal('a CANCELLED');
        });
      });

      it('waits for capacity when the queue is full, and loses no value', () => {
        const clock = testScheduler();
        clock.run(({ cold, expectObservable, flush }) => {
          const executor = new TimedExecutor(clock, { a: 2, b: 2, c: 2, d: 2 }, 1, 1);
          expectObservable(cold('(abcd|)').pipe(shouting(executor, { ordered }))).toBe('--A-B-C-(D|)');
          flush();
          expect(executor.states).to.equal('a FINISHED, b FINISHED, c FINISHED, d FINISHED');
        });
      });

      it('waits for capacity that other calls have to free', () => {
        const clock = testScheduler();
        clock.run(({ cold, expectObservable }) => {
          const executor = new TimedExecutor(clock, { a: 1, z: 4 }, 1, 0);
          executor.submit(shout, 'z');
          expectObservable(cold('(a|)').pipe(shouting(executor, { ordered }))).toBe('-----(A|)');
        });
      });

      it('stops waiting for capacity when it is unsubscribed', () => {
        const clock = testScheduler();
        clock.run(({ cold, expectObservable, flush }) => {
          const executor = new TimedExecutor(clock, { a: 1, z: 4 }, 1, 0);
          executor.submit(shout, 'z');
          expectObservable(cold('(a|)').pipe(shouting(executor, { ordered })), '^-!').toBe('---');
          for (const [at, count] of [
            [1, 1],
            [3, 0],
          ] as const) {
            clock.schedule(() => expect(executor.waiting).to.equal(count), at);
          }
          flush();
          expect(executor.states).to.equal('z FINISHED');
        });
      });

      it('stops an endless synchronous source at the first immediate failure', () => {
        let given = 0;
        const executor = { submit: () => (++given === 3 ? Future.failed(frozenError) : Future.of(given)) };
        const seen: unknown[] = [];
        of('a')
          .pipe(repeat(), mapOn(executor as unknown as Executor, shout, { ordered }))
          .subscribe({ next: (value) => seen.push(value), error: (error) => seen.push(error) });
        expect([given, seen]).to.deep.equal([3, [1, 2, frozenError]]);
      });

      it('stops an endless synchronous source when the consumer unsubscribes', () => {
        let given = 0;
        const executor = { submit: () => Future.of(++given) };
        const seen: unknown[] = [];
        of('a')
          .pipe(repeat(), mapOn(executor as unknown as Executor, shout, { ordered }), take(2))
          .subscribe((value) => seen.push(value));
        expect([given, seen]).to.deep.equal([2, [1, 2]]);
      });

      it('emits the errors that submit throws', () => {
        const refusal = new ExecutorShutdownError();
        const executor = {
          submit: () => {
            throw refusal;
          },
        };
        const seen: unknown[] = [];
        from(['a', 'b'])
          .pipe(mapOn(executor as unknown as Executor, shout, { ordered }))
          .subscribe({ error: (error) => seen.push(error) });
        expect(seen).to.deep.equal([refusal]);
      });
    });
  }

  it('fails with the first failure by position when ordered, after the results before it', () => {
    const clock = testScheduler();
    clock.run(({ cold, expectObservable }) => {
      const executor = new TimedExecutor(clock, { a: 4, x: 1, b: 1 });
      expectObservable(cold('(axb|)').pipe(shouting(executor))).toBe('----(A#)', undefined, frozenError);
    });
  });

  it('fails with the first failure in time when not ordered', () => {
    const clock = testScheduler();
    clock.run(({ cold, expectObservable }) => {
      const executor = new TimedExecutor(clock, { a: 4, x: 2, b: 1 });
      const results = cold('(axb|)').pipe(shouting(executor, { ordered: false }));
      expectObservable(results).toBe('-B#', undefined, frozenError);
    });
  });

  it('counts a result that is not emitted yet toward bufferSize', () => {
    const clock = testScheduler();
    clock.run(({ cold, expectObservable, flush }) => {
      const executor = new TimedExecutor(clock, { a: 4, b: 1, c: 6 });
      clock.schedule(() => expect(executor.states).to.equal('a RUNNING, b FINISHED'), 3);
      expectObservable(cold('(abc|)').pipe(shouting(executor, { bufferSize: 2 }))).toBe('----(AB)--(C|)');
      flush();
    });
  });

  describe('with settled: true', () => {
    const outcomes = (
      executor: TimedExecutor,
      options: Omit<MapOnOptions, 'settled'> = {},
    ): ((source: Observable<string>) => Observable<string>) =>
      pipe(
        mapOn(executor as unknown as Executor, shout, { ...options, settled: true }),
        map((outcome) => `${outcome.index}${outcome.status === 'fulfilled' ? outcome.value : outcome.status[0]}`),
      );

    it('emits the outcome of each value with its place, and goes on after a failure', () => {
      const clock = testScheduler();
      const values = { p: '0A', r: '1r', s: '2C' };
      clock.run(({ cold, expectObservable }) => {
        const frames = { a: 4, x: 1, c: 2 };
        const inOrder = cold('axc|').pipe(outcomes(new TimedExecutor(clock, frames)));
        expectObservable(inOrder).toBe('----(prs|)', values);
        const asCompleted = cold('axc|').pipe(outcomes(new TimedExecutor(clock, frames), { ordered: false }));
        expectObservable(asCompleted).toBe('--r-(ps|)', values);
      });
    });

    it("fails with the source's error after the outcomes of the values before it", () => {
      const clock = testScheduler();
      clock.run(({ cold, expectObservable }) => {
        const executor = new TimedExecutor(clock, { a: 3, b: 3 });
        const results = cold('ab#', undefined, frozenError).pipe(outcomes(executor, { bufferSize: 1 }));
        expectObservable(results).toBe('---p--(r#)', { p: '0A', r: '1B' }, frozenError);
      });
    });

    it('emits the error of submit as the outcome of its value', () => {
      const clock = testScheduler();
      clock.run(({ cold, expectObservable }) => {
        const executor = new TimedExecutor(clock, { a: 1 });
        const submit = executor.submit.bind(executor);
        executor.submit = (task, name) => {
          if (name === 'x') throw frozenError;
          return submit(task, name);
        };
        expectObservable(cold('xa|').pipe(outcomes(executor))).toBe('r-(p|)', { r: '0r', p: '1A' });
      });
    });
  });

  it('works on a real executor, through a queue that is full most of the time', async () => {
    const executor = new EventLoopExecutor({ maxWorkers: 2, maxQueue: 3 });
    const results: number[] = [];
    await range(0, 500)
      .pipe(mapOn(executor, async (n: number) => n * 10))
      .forEach((n) => void results.push(n));
    expect(results).to.deep.equal(Array.from({ length: 500 }, (_, n) => n * 10));
    expect(executor.stats()).to.include({ submitted: 500, finished: 500 });
    await executor.shutdown();
  });

  it('rejects invalid options at the call', () => {
    const executor = new TimedExecutor(testScheduler(), {});
    expect(() => shouting(executor, { ordered: 'yes' as never })).to.throw(TypeError, 'ordered');
    expect(() => shouting(executor, { bufferSize: '1' as never })).to.throw(TypeError, 'bufferSize');
    expect(() => shouting(executor, { bufferSize: 0 })).to.throw(RangeError, 'bufferSize');
    expect(() => shouting(executor, { bufferSize: 1.5 })).to.throw(RangeError, 'bufferSize');
    expect(() => shouting(executor, null as never)).to.throw(TypeError, 'options');
    expect(() => shouting(executor, Object.create({ bufferSize: 0 }) as MapOnOptions)).not.to.throw();
  });
});

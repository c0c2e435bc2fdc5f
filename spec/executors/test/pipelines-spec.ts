import { expect } from 'chai';
import {
  catchError,
  from,
  ignoreElements,
  interval,
  map,
  mergeMap,
  type Observable,
  observeOn,
  of,
  retry,
  switchMap,
  take,
  takeUntil,
  timeout,
  timer,
} from 'rxjs';
import type { CancelledError } from '../../../src/errors/CancelledError.js';
import { ExecutorShutdownError } from '../../../src/errors/ExecutorShutdownError.js';
import { InvalidStateError } from '../../../src/errors/InvalidStateError.js';
import { QueueFullError } from '../../../src/errors/QueueFullError.js';
import type { ExecutorEvent } from '../../../src/events/ExecutorEvent.js';
import type { Executor, ExecutorStats } from '../../../src/executor/Executor.js';
import type { Future } from '../../../src/future/Future.js';
import { asCompleted } from '../../../src/operators/asCompleted.js';
import { mapOn } from '../../../src/operators/mapOn.js';
import { FIRST_COMPLETED } from '../../../src/operators/returnWhen.js';
import { wait } from '../../../src/operators/wait.js';
import { record } from '../../support/frozen.js';
import { named } from '../../support/marbles.js';
import { run } from './run.js';

const upper = (text: string): string => text.toUpperCase();
/** A call with `c` takes three frames. */
const alphabetical = (_task: unknown, [text]: readonly unknown[]): number => 'abcdefghi'.indexOf(String(text)) + 1;

/** Emits the outcome, an error by its name. */
function outcome(source: Observable<unknown>): Observable<unknown> {
  return source.pipe(catchError((error: Error) => of(error.name)));
}

function errorOf(future: Future<unknown>): unknown {
  return record(future)[0]?.[1];
}

describe('pipelines in virtual time', () => {
  describe('the queue', () => {
    it('is served in order, one task per worker', () => {
      run({ maxWorkers: 2, duration: 3 }, (executor, { expectObservable }) => {
        for (const text of ['a', 'b'])
          expectObservable(executor.submit(upper, text)).toBe('---(x|)', { x: upper(text) });
        for (const text of ['c', 'd']) {
          expectObservable(executor.submit(upper, text)).toBe('------(x|)', { x: upper(text) });
        }
      });
    });

    it('is served by priority, in order within one priority', () => {
      run({ maxWorkers: 1, duration: 1 }, (executor, { expectObservable }) => {
        const submit = (text: string, priority: number) => executor.with({ priority }).submit(upper, text);
        const futures = [submit('a', 0), submit('b', -1), submit('c', 5), submit('d', 0)];
        expectObservable(from(futures).pipe(mergeMap((future) => future))).toBe('-CAD(B|)');
      });
    });

    it('rejects submits beyond maxQueue, and makes map wait for capacity', () => {
      run({ maxWorkers: 1, maxQueue: 1, duration: 2 }, (executor, { expectObservable }) => {
        executor.submit(upper, 'a');
        executor.submit(upper, 'b');
        expect(() => executor.submit(upper, 'c')).to.throw(QueueFullError);
        expectObservable(executor.map(upper, ['d', 'e'])).toBe('------D-(E|)');
      });
    });

    it('makes mapOn wait for capacity, too', () => {
      run({ maxWorkers: 1, maxQueue: 0, duration: 2 }, (executor, { cold, expectObservable }) => {
        executor.submit(upper, 'a');
        expectObservable(cold('(bcd|)').pipe(mapOn(executor, upper))).toBe('----B-C-(D|)');
      });
    });
  });

  describe('map', () => {
    it('emits in input order', () => {
      run({ maxWorkers: 2, duration: alphabetical }, (executor, { expectObservable }) => {
        expectObservable(executor.map(upper, ['c', 'a', 'b'])).toBe('---(CAB|)');
      });
    });

    it('emits as completed with ordered: false', () => {
      run({ maxWorkers: 2, duration: alphabetical }, (executor, { expectObservable }) => {
        expectObservable(executor.with({ ordered: false }).map(upper, ['c', 'a', 'b'])).toBe('-A-(CB|)');
      });
    });

    it('is cold, and reads an Observable as it emits', () => {
      run({ maxWorkers: 2, duration: alphabetical }, (executor, { cold, expectObservable, expectSubscriptions }) => {
        const input = cold('a-b-(c|)');
        expectObservable(executor.map(upper, input), '10ms ^').toBe('10ms -A--B--(C|)');
        expectSubscriptions(input.subscriptions).toBe('10ms ^---!');
      });
    });

    it('cancels queued calls when its timeout passes', () => {
      run({ maxWorkers: 1, duration: 3 }, (executor, { expectObservable }, at) => {
        const limited = executor.with({ timeout: 5 }).map(upper, ['a', 'b', 'c']);
        expectObservable(outcome(limited)).toBe('---A-(t|)', { A: 'A', t: 'TimeoutError' });
        at(20, () => expect(executor.stats()).to.include({ submitted: 3, finished: 2, cancelled: 1 }));
      });
    });
  });

  describe('mapOn', () => {
    const duration = (_task: unknown, [text]: readonly unknown[]): number => ({ a: 5, b: 1, c: 2 })[String(text)] ?? 0;

    it('emits in order, or as the results complete', () => {
      for (const [ordered, expected] of [
        [true, '-----(AB)-(C|)'],
        [false, '---B-A----(C|)'],
      ] as const) {
        run({ maxWorkers: 2, duration }, (executor, { cold, expectObservable }) => {
          expectObservable(cold('a-b-----c|').pipe(mapOn(executor, upper, { ordered }))).toBe(expected);
        });
      }
    });

    it('aborts running calls when it is unsubscribed', () => {
      run({ maxWorkers: 1, duration: 9 }, (executor, { cold, expectObservable }, at) => {
        expectObservable(cold('ab-').pipe(mapOn(executor, upper)), '---!').toBe('');
        at(3, () => expect(executor.stats()).to.include({ cancelled: 2, running: 0 }));
      });
    });
  });

  describe('task', () => {
    it('aborts the outdated search under switchMap', () => {
      run({ duration: 4 }, (executor, { cold, expectObservable }, at) => {
        const results = cold('a--b----|').pipe(switchMap((query) => executor.task(upper, query)));
        expectObservable(results).toBe('-------B|');
        at(20, () => expect(executor.stats()).to.include({ finished: 1, cancelled: 1 }));
      });
    });

    it('makes the next task wait for the worker of the outdated one', () => {
      run({ maxWorkers: 1, duration: 4 }, (executor, { cold, expectObservable }) => {
        const results = cold('a--b|').pipe(switchMap((query) => executor.task(upper, query)));
        expectObservable(results).toBe('--------(B|)');
      });
    });

    it('works with retry, timeout and takeUntil of RxJS', () => {
      let tries = 0;
      const answer = (): string => {
        if (tries++ < 2) throw new RangeError('not yet');
        return 'A';
      };
      run({ answer, duration: 2 }, (executor, { expectObservable }) => {
        const retried = executor.task(upper, 'a').pipe(retry({ count: 2, delay: 3 }));
        expectObservable(retried).toBe('------------(A|)');
      });
      run({ duration: 5 }, (executor, { expectObservable }, at) => {
        expectObservable(outcome(executor.task(upper, 'a').pipe(timeout(2)))).toBe('--(t|)', { t: 'TimeoutError' });
        expectObservable(executor.task(upper, 'a').pipe(takeUntil(timer(3)))).toBe('---|');
        at(4, () => expect(executor.stats()).to.include({ submitted: 2, cancelled: 2 }));
      });
    });
  });

  describe('futures', () => {
    it('are emitted by asCompleted as they complete', () => {
      run({ duration: alphabetical }, (executor, { expectObservable }) => {
        const [d, a, b] = ['d', 'a', 'b'].map((text) => executor.submit(upper, text)) as Three;
        expectObservable(of(d, a, b).pipe(asCompleted(), named({ a, b, d }))).toBe('-ab-(d|)');
        const limited = of(a, b, d).pipe(asCompleted({ timeout: 3 }), named({ a, b, d }));
        expectObservable(outcome(limited)).toBe('-ab(t|)', { a: 'a', b: 'b', t: 'TimeoutError' });
      });
    });

    it('are divided into done and notDone by wait', () => {
      run({ duration: alphabetical }, (executor, { expectObservable }) => {
        const futures = ['d', 'a', 'b'].map((text) => executor.submit(upper, text));
        const counts = map(({ done, notDone }: Counted) => `${done.size}:${notDone.size}`);
        expectObservable(from(futures).pipe(wait(), counts)).toBe('----(x|)', { x: '3:0' });
        expectObservable(from(futures).pipe(wait({ returnWhen: FIRST_COMPLETED }), counts)).toBe('-(x|)', { x: '1:2' });
        expectObservable(from(futures).pipe(wait({ timeout: 3 }), counts)).toBe('---(x|)', { x: '2:1' });
      });
    });
  });

  describe('limits', () => {
    it('timeout counts from submit, queueTimeout from submit to start, runTimeout from the start', () => {
      run({ maxWorkers: 1, duration: 5, abortGrace: 0 }, (executor, { expectObservable }) => {
        executor.submit(upper, 'a');
        const limited = (limits: Parameters<Executor['with']>[0]) => outcome(executor.with(limits).submit(upper, 'b'));
        expectObservable(limited({ queueTimeout: 3 })).toBe('---(t|)', { t: 'TimeoutError' });
        expectObservable(limited({ timeout: 4 })).toBe('----(t|)', { t: 'TimeoutError' });
        expectObservable(limited({ runTimeout: 2 })).toBe('-------(t|)', { t: 'TimeoutError' });
        expectObservable(limited({ queueTimeout: 8, runTimeout: 6, timeout: 13 })).toBe('------------(B|)');
      });
    });

    it('expire before a duration of the same length', () => {
      run({ duration: 3 }, (executor, { expectObservable }) => {
        for (const limits of [{ timeout: 3 }, { runTimeout: 3 }]) {
          expectObservable(outcome(executor.with(limits).submit(upper, 'a'))).toBe('---(t|)', { t: 'TimeoutError' });
        }
      });
    });
  });

  describe('stopping', () => {
    it('cancel ends only tasks that have not started', () => {
      run({ maxWorkers: 1, duration: 3 }, (executor, { expectObservable }, at) => {
        const [a, b, c] = ['a', 'b', 'c'].map((text) => executor.submit(upper, text)) as Three;
        at(1, () => expect([a.cancel(), b.cancel()]).to.deep.equal([false, true]));
        expectObservable(outcome(b)).toBe('-(c|)', { c: 'CancelledError' });
        expectObservable(c).toBe('------(C|)');
      });
    });

    it('abort settles at once; the worker stays busy until the duration is over', () => {
      run({ maxWorkers: 1, duration: 5 }, (executor, { expectObservable }, at) => {
        const [a, b] = ['a', 'b'].map((text) => executor.submit(upper, text)) as Three;
        at(2, () => a.abort('why'));
        expectObservable(outcome(a)).toBe('--(c|)', { c: 'CancelledError' });
        expectObservable(b).toBe('----------(B|)');
        at(2, () => expect((errorOf(a) as CancelledError).cause).to.equal('why'));
        at(3, () => expect(executor.stats()).to.include({ running: 0, queued: 1, idleWorkers: 0 }));
      });
    });

    it("replaces the aborted task's worker when the grace is over", () => {
      run({ maxWorkers: 1, duration: 50, abortGrace: 4 }, (executor, { expectObservable }, at) => {
        expectObservable(executor.events.pipe(workerEvents)).toBe('(ab)--(cde)', {
          a: 'workerStarted 0',
          b: 'workerReady 0',
          c: 'workerRetired 0',
          d: 'workerStarted 1',
          e: 'workerReady 1',
        });
        at(0, () => {
          const stopped = executor.submit(upper, 'a');
          at(2, () => stopped.abort());
          expectObservable(executor.submit(upper, 'b')).toBe('56ms (B|)');
        });
      });
    });

    it("the task's grace overrides the executor's", () => {
      run({ maxWorkers: 1, duration: 9 }, (executor, { expectObservable }, at) => {
        const a = executor.with({ abortGrace: 1 }).submit(upper, 'a');
        at(2, () => a.abort());
        expectObservable(executor.submit(upper, 'b')).toBe('------------(B|)');
      });
    });

    it('a signal aborts queued and running tasks', () => {
      run({ maxWorkers: 1, duration: 5 }, (executor, { expectObservable }, at) => {
        const controller = new AbortController();
        const both = executor.with({ signal: controller.signal });
        const futures = ['a', 'b'].map((text) => outcome(both.submit(upper, text)));
        at(3, () => controller.abort('enough'));
        for (const future of futures) expectObservable(future).toBe('---(c|)', { c: 'CancelledError' });
      });
    });
  });

  describe('schedule', () => {
    it('serves interval, timer and observeOn', () => {
      run({}, (executor, { cold, expectObservable }) => {
        expectObservable(interval(2, executor).pipe(take(3))).toBe('--a-b-(c|)', { a: 0, b: 1, c: 2 });
        expectObservable(cold('a-b|').pipe(observeOn(executor, 3))).toBe('---a-b|');
      });
    });

    it('waits in the queue among the tasks', () => {
      run({ maxWorkers: 1, duration: 3 }, (executor, _, at) => {
        const log: unknown[] = [];
        executor.submit(upper, 'a');
        executor.schedule(() => log.push(['turn', executor.now()]));
        at(1, () => executor.submit(() => log.push(['task', executor.now()])));
        at(9, () =>
          expect(log).to.deep.equal([
            ['turn', 3],
            ['task', 3],
          ]),
        );
      });
    });
  });

  describe('shutdown', () => {
    it('ends when the accepted work is done, and rejects further work', () => {
      run({ maxWorkers: 1, duration: 3 }, (executor, { expectObservable }, at) => {
        executor.submit(upper, 'a');
        executor.submit(upper, 'b');
        at(1, () => void executor.shutdown());
        at(2, () => expect(() => executor.submit(upper, 'c')).to.throw(ExecutorShutdownError));
        expectObservable(executor.events.pipe(ignoreElements())).toBe('------|');
      });
    });

    it('cancels queued tasks, and aborts the remaining ones after its timeout', () => {
      run({ maxWorkers: 1, duration: 9 }, (executor, { expectObservable }, at) => {
        const [a, b] = ['a', 'b'].map((text) => executor.submit(upper, text)) as Three;
        at(1, () => void executor.shutdown({ cancelFutures: true, timeout: 3 }));
        expectObservable(outcome(b)).toBe('-(c|)', { c: 'CancelledError' });
        expectObservable(outcome(a)).toBe('----(c|)', { c: 'CancelledError' });
        expectObservable(executor.events.pipe(ignoreElements())).toBe('----|');
        at(5, () => expect((errorOf(a) as CancelledError).cause).to.be.instanceOf(ExecutorShutdownError));
      });
    });

    it('drops work that is scheduled for later', () => {
      run({}, (executor, { expectObservable }, at) => {
        expectObservable(interval(2, executor)).toBe('--a--', { a: 0 });
        at(3, () => void executor.shutdown());
      });
    });
  });

  it('events report the whole run, in frames', () => {
    run({ maxWorkers: 1, duration: 2 }, (executor, _, at) => {
      const log: string[] = [];
      executor.events.subscribe((event) => log.push(line(event)));
      executor.with({ label: 'first' }).submit(upper, 'a');
      executor.submit(upper, 'b');
      at(1, () => executor.submit(upper, 'c').cancel());
      at(3, () => executor.crashWorker());
      at(3, () => void executor.shutdown());
      at(9, () =>
        expect(log).to.deep.equal([
          '0 queued upper#1 first',
          '0 queued upper#2',
          '0 workerStarted on 0',
          '0 workerReady on 0',
          '0 started upper#1 first on 0',
          '1 queued upper#3',
          '1 cancelled upper#3',
          '2 finished upper#1 first on 0',
          '2 started upper#2 on 0',
          '3 workerLost on 0',
          '3 failed upper#2 on 0',
        ]),
      );
    });
  });

  it('stats add up at every frame', () => {
    run({ maxWorkers: 2, duration: alphabetical }, (executor, _, at) => {
      for (const text of 'gabcdef') executor.submit(upper, text);
      const sum = ({ queued, running, finished, failed, cancelled }: ExecutorStats): number =>
        queued + running + finished + failed + cancelled;
      for (let frame = 0; frame < 20; frame++) at(frame, () => expect(sum(executor.stats())).to.equal(7));
      at(2, () => expect(executor.stats()).to.include({ running: 2, queued: 4, finished: 1, workers: 2 }));
      at(30, () => expect(executor.stats()).to.include({ finished: 7, workers: 2, idleWorkers: 2 }));
    });
  });

  it('broadcast runs once on each started worker', () => {
    run({ maxWorkers: 4, duration: 3 }, (executor, _, at) => {
      executor.submit(upper, 'a');
      executor.submit(upper, 'b');
      at(1, () => {
        const futures = executor.broadcast(upper, 'c');
        expect(futures).to.have.length(2);
        expect(futures.map(({ state }) => state)).to.deep.equal(['PENDING', 'PENDING']);
      });
      at(7, () => expect(executor.stats()).to.include({ finished: 4 }));
    });
  });

  it('a task that waits for its own, full executor fails after a second of frames, with an explanation', () => {
    run({ maxWorkers: 1 }, (executor, { expectObservable }, at) => {
      const outer = executor.submit(() => executor.submit(upper, 'a'));
      expectObservable(outcome(outer)).toBe('1s (e|)', { e: 'InvalidStateError' });
      at(1001, () => expect(errorOf(outer)).to.be.instanceOf(InvalidStateError));
    });
    run({ maxWorkers: 2, duration: 2 }, (executor, { expectObservable }) => {
      expectObservable(executor.submit(() => executor.submit(upper, 'a'))).toBe('--(A|)');
    });
  });
});

type Three = [Future<string>, Future<string>, Future<string>];
interface Counted {
  readonly done: Set<unknown>;
  readonly notDone: Set<unknown>;
}

function workerEvents(events: Observable<ExecutorEvent>): Observable<string> {
  return events.pipe(mergeMap((event) => ('id' in event ? [] : [`${event.type} ${event.worker}`])));
}

function line(event: ExecutorEvent): string {
  const on = event.worker === undefined ? '' : ` on ${event.worker}`;
  if (!('id' in event)) return `${event.time} ${event.type}${on}`;
  const label = event.label === undefined ? '' : ` ${event.label}`;
  return `${event.time} ${event.type} ${event.task}#${event.id}${label}${on}`;
}

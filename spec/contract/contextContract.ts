import { expect } from 'chai';
import { from, lastValueFrom, observeOn, of, Subject, tap, toArray } from 'rxjs';
import type { RunInContext } from '../../src/executor/SubmitOptions.js';
import { taskModule } from '../../src/executor/taskModule.js';
import { asCompleted } from '../../src/operators/asCompleted.js';
import { mapOn } from '../../src/operators/mapOn.js';
import { through } from '../../src/operators/through.js';
import { unhandledErrors } from '../support/unhandled.js';
import { settles } from '../support/until.js';
import { type ExecutorUnderTest, executors, latchesFor, tasksFor } from './ExecutorUnderTest.js';

const streams = taskModule<typeof import('../fixtures/streams.js')>(new URL('../fixtures/streams.js', import.meta.url));
const operators = taskModule<typeof import('../fixtures/operators.js')>(
  new URL('../fixtures/operators.js', import.meta.url),
);

/** A context for platforms without one: the function that `capture` returns runs another one in it. */
class Context {
  present = 'none';

  run<R>(name: string, fn: () => R): R {
    const outer = this.present;
    this.present = name;
    try {
      return fn();
    } finally {
      this.present = outer;
    }
  }

  readonly capture = (): RunInContext => {
    const then = this.present;
    return (fn) => this.run(then, fn);
  };
}

const refusal = new Error('no such context');

/** The misbehaviours of a captured function. */
const unhelpful: readonly (readonly [how: string, run: RunInContext])[] = [
  [
    'it throws',
    () => {
      throw refusal;
    },
  ],
  ['it calls nothing', () => undefined as never],
  [
    'it calls twice',
    (fn) => {
      fn();
      return fn();
    },
  ],
];

/** The context in which observers of an outcome are called. */
export function describeContext(subject: ExecutorUnderTest): void {
  const tasks = tasksFor(subject);
  const makeLatch = latchesFor(subject);
  describe('captureContext', () => {
    const make = executors(subject);
    const unhandled = unhandledErrors();
    const setUp = () => {
      const context = new Context();
      const executor = make({ maxWorkers: 1 }).with({ captureContext: context.capture });
      const seen: string[] = [];
      const see = (what: string): void => void seen.push(`${what} in ${context.present}`);
      return { context, executor, seen, see };
    };

    it('runs subscribers, callbacks and operators in the context of the submit', async () => {
      const { context, executor, seen, see } = setUp();
      for (const name of ['a', 'b']) {
        const future = context.run(name, () => executor.submit(tasks.reportProgress, ['x']));
        future.progress.subscribe(() => see('progress'));
        future.subscribe(() => see('value'));
        from([future])
          .pipe(asCompleted())
          .subscribe(() => see('completed'));
        future.addDoneCallback(() => see('callback'));
        await future.result();
      }
      for (const what of ['progress', 'value', 'completed', 'callback']) {
        expect(seen.filter((each) => each.startsWith(what))).to.deep.equal([`${what} in a`, `${what} in b`]);
      }
    });

    it('runs them in that context when the task fails, is cancelled, or exceeds a limit', async () => {
      const { context, executor, seen, see } = setUp();
      const failed = context.run('a', () => executor.submit(tasks.fail, 'no'));
      const limited = context.run('b', () => executor.with({ timeout: 5 }).submit(tasks.deaf, makeLatch()));
      const cancelled = context.run('c', () => executor.submit(tasks.add, 1, 1));
      for (const future of [failed, limited, cancelled]) future.subscribe({ error: () => see('error') });
      cancelled.abort();
      await Promise.all([failed.exception(), limited.exception()]);
      expect([...seen].sort()).to.deep.equal(['error in a', 'error in b', 'error in c']);
    });

    for (const [how, run] of unhelpful) {
      it(`notifies each subscriber once, whatever the captured function does: ${how}`, async () => {
        const executor = make({ maxWorkers: 1 });
        const seen: unknown[] = [];
        let calls = 0;
        const counted: RunInContext = (fn) => {
          calls += 1;
          return run(fn);
        };
        const given = executor.with({ captureContext: () => counted });
        const future = given.submit(tasks.echo, 1);
        future.subscribe((value) => seen.push(value));
        future.addDoneCallback(() => seen.push('done'));
        expect(await settles(future.result(), 'the future has settled')).to.equal(1);
        expect(await lastValueFrom(given.map(tasks.echo, [2, 3]).pipe(toArray()))).to.deep.equal([2, 3]);
        expect(await executor.submit(tasks.echo, 4).result()).to.equal(4);
        expect(seen).to.deep.equal([1, 'done']);
        await executor.shutdown();
        expect(calls).to.be.greaterThan(0);
        const thrown = how === 'it throws' ? new Array<Error>(calls).fill(refusal) : [];
        expect(await unhandled.reported(thrown.length)).to.deep.equal(thrown);
      });
    }

    it('runs the subscribers of map and mapOn in the context of their subscription', async () => {
      const { context, executor, seen, see } = setUp();
      const results = context.run('m', () => [
        lastValueFrom(executor.map(tasks.echoLater, [1, 2, 3]).pipe(tap(() => see('map')))),
        lastValueFrom(
          from([1, 2, 3]).pipe(
            mapOn(executor, tasks.echoLater),
            tap(() => see('mapOn')),
          ),
        ),
      ]);
      await Promise.all(results);
      expect(seen).to.have.length(6);
      expect(seen.filter((each) => !each.endsWith('in m'))).to.deep.equal([]);
    });

    it('runs the subscriber of mapOn in the context of its subscription, wherever its source emits', async () => {
      const { context, executor, seen, see } = setUp();
      const source = new Subject<number>();
      const ended = new Promise<void>((complete) =>
        context.run('m', () =>
          source.pipe(mapOn(executor, tasks.echoLater)).subscribe({
            next: () => see('value'),
            complete: () => {
              see('end');
              complete();
            },
          }),
        ),
      );
      context.run('n', () => source.next(1));
      source.complete();
      await ended;
      expect(seen).to.deep.equal(['value in m', 'end in m']);
    });

    it('runs scheduled work in the context of schedule', async () => {
      const { context, executor, seen, see } = setUp();
      const moved = of(1, 2).pipe(
        observeOn(executor),
        tap(() => see('work')),
      );
      await context.run('s', () => lastValueFrom(moved));
      expect(seen).to.deep.equal(['work in s', 'work in s']);
    });

    if (subject.streams !== false) {
      it('runs the subscribers of a stream in the context of their subscription, and subscribes to the source of through there', async () => {
        const { context, executor, seen, see } = setUp();
        const items = executor.stream(streams.numbers, 2).pipe(tap(() => see('item')));
        await context.run('t', () => lastValueFrom(items));
        const source = from([1, 2]).pipe(tap({ subscribe: () => see('source') }));
        const doubled = source.pipe(
          through(executor, operators.twice),
          tap(() => see('double')),
        );
        await context.run('u', () => lastValueFrom(doubled));
        expect(seen).to.deep.equal(['item in t', 'item in t', 'source in u', 'double in u', 'double in u']);
      });
    }

    it('does not ask for a label at schedule, which has none', async () => {
      let asked = 0;
      const executor = make().with({ label: () => `${++asked}` });
      await new Promise<void>((resolve) => void executor.schedule(() => resolve()));
      expect(asked).to.equal(0);
    });

    it('asks for a label at each submit, and passes it to the task', async () => {
      const context = new Context();
      const executor = make().with({ label: () => (context.present === 'none' ? undefined : context.present) });
      const ask = (): Promise<{ label: string | undefined }> => executor.submit(tasks.identify).result();
      const labels = await Promise.all([context.run('a', ask), context.run('b', ask), ask()]);
      expect(labels.map(({ label }) => label)).to.deep.equal(['a', 'b', undefined]);
    });

    it('rejects a capture function that returns neither a string nor a function', () => {
      const executor = make();
      expect(() => executor.with({ captureContext: 1 as never })).to.throw(TypeError, 'captureContext');
      const given = executor.with({ captureContext: (() => 'nothing') as never, label: () => 'x' });
      expect(() => given.submit(tasks.add, 1, 1)).to.throw(TypeError, 'captureContext must return a function');
      const labelled = executor.with({ label: (() => 5) as never });
      expect(() => labelled.submit(tasks.add, 1, 1)).to.throw(TypeError, 'label must return a string');
      expect(executor.stats().submitted).to.equal(0);
    });
  });
}

import { setTimeout, setImmediate as turn } from 'node:timers/promises';
import { expect } from 'chai';
import fc from 'fast-check';
import { from, TimeoutError } from 'rxjs';
import { BrokenExecutor } from '../../src/errors/BrokenExecutor.js';
import { CancelledError } from '../../src/errors/CancelledError.js';
import { ExecutorShutdownError } from '../../src/errors/ExecutorShutdownError.js';
import type { ExecutorEvent, TaskEvent } from '../../src/events/ExecutorEvent.js';
import type { Executor } from '../../src/executor/Executor.js';
import type { SubmitOptions } from '../../src/executor/SubmitOptions.js';
import type { Task } from '../../src/executor/Task.js';
import { taskModule } from '../../src/executor/taskModule.js';
import { EventLoopExecutor } from '../../src/executors/eventLoop/EventLoopExecutor.js';
import { ProcessPoolExecutor } from '../../src/executors/process/ProcessPoolExecutor.js';
import { TestExecutor } from '../../src/executors/test/TestExecutor.js';
import { ThreadPoolExecutor } from '../../src/executors/thread/ThreadPoolExecutor.js';
import type { Future } from '../../src/future/Future.js';
import type { FutureState } from '../../src/future/transitions.js';
import * as counted from '../fixtures/counted.js';
import { arrivals, type Latch, makeFileLatch, makeLatch, noteOf, releaseLatch } from '../support/latch.js';
import { PacedScheduler } from '../support/paced.js';
import { thorough } from '../support/thorough.js';
import { settles, until } from '../support/until.js';

type Kind = 'value' | 'error' | 'latched' | 'listening' | 'crash';
type Limit = 'timeout' | 'queueTimeout' | 'runTimeout';
type Call = Task<[latch: Latch, tickets: Latch, n: number, how: string], number | Promise<number>>;

/** One kind of executor under the model. */
interface Subject {
  readonly name: string;
  make(): Executor;
  readonly calls: { readonly now: Call; readonly later: Call };
  readonly kinds: readonly Kind[];
  /**
   * True if a task starts at the moment at which its Future is RUNNING: then a PENDING one can certainly be cancelled.
   */
  readonly here: boolean;
  readonly numRuns: number;
  /** True if short tasks are started together: then it may be unknown which of them had not run before a crash. */
  readonly blocks?: boolean;
  /** Default: latches in shared memory. */
  readonly makeLatch?: () => Latch;
}

interface Submit {
  readonly do: 'submit';
  readonly kind: Kind;
  readonly open: boolean;
  readonly priority: number;
  readonly limit: readonly [Limit, number] | undefined;
  readonly signal: number | undefined;
}

type StepWithTask =
  | { readonly do: 'cancel' | 'open' | 'settle'; readonly nth: number }
  | { readonly do: 'abort'; readonly nth: number; readonly reason: unknown };

type Step =
  | Submit
  | StepWithTask
  | { readonly do: 'signal'; readonly nth: number }
  | { readonly do: 'turn' }
  | { readonly do: 'pass' }
  | { readonly do: 'broadcast' };

interface Ending {
  readonly cancelFutures: boolean;
  readonly timeout: number | undefined;
}

/** The tasks that every executor can run. */
const kinds = ['value', 'error', 'latched', 'listening'] as const;

const nth = fc.nat(40);
const submit: fc.Arbitrary<Step> = fc.record({
  do: fc.constant('submit' as const),
  kind: fc.constantFrom<Kind>('value', 'value', 'error', 'latched', 'latched', 'listening', 'crash'),
  open: fc.boolean(),
  priority: fc.constantFrom(0, 0, 0, 1, -1),
  limit: fc.option(
    fc.tuple(fc.constantFrom<Limit>('timeout', 'queueTimeout', 'runTimeout'), fc.constantFrom(0, 3, 8)),
    {
      nil: undefined,
      freq: 4,
    },
  ),
  signal: fc.option(fc.nat(2), { nil: undefined, freq: 4 }),
});
const step = fc.oneof(
  { weight: 8, arbitrary: submit },
  { weight: 3, arbitrary: fc.record({ do: fc.constant('cancel' as const), nth }) },
  {
    weight: 2,
    arbitrary: fc.record({ do: fc.constant('abort' as const), nth, reason: fc.constantFrom(null, 0, 'why') }),
  },
  { weight: 2, arbitrary: fc.record({ do: fc.constant('open' as const), nth }) },
  { weight: 2, arbitrary: fc.record({ do: fc.constant('settle' as const), nth }) },
  { weight: 1, arbitrary: fc.record({ do: fc.constant('signal' as const), nth: fc.nat(2) }) },
  { weight: 3, arbitrary: fc.record({ do: fc.constant('turn' as const) }) },
  { weight: 1, arbitrary: fc.record({ do: fc.constant('pass' as const) }) },
  { weight: 1, arbitrary: fc.record({ do: fc.constant('broadcast' as const) }) },
);
const ending = fc.record({ cancelFutures: fc.boolean(), timeout: fc.constantFrom(undefined, undefined, 0, 10) });

const rank: Readonly<Record<FutureState, number>> = { PENDING: 0, RUNNING: 1, FINISHED: 2, CANCELLED: 2 };

/** A submitted task: its options, and all notifications of its Future. */
class Tracked {
  readonly received: (readonly unknown[])[] = [];
  readonly n: number;
  readonly kind: Kind | 'broadcast';
  readonly options: SubmitOptions;
  readonly latch: Latch;
  readonly future: Future<number>;
  /** The possible causes of its CancelledError, `'none'` for a plain cancel. */
  readonly asked: unknown[] = [];
  /** True if it was certainly removed from the queue. */
  mustNotRun = false;
  #seen: FutureState = 'PENDING';

  constructor(n: number, kind: Kind | 'broadcast', options: SubmitOptions, latch: Latch, future: Future<number>) {
    this.n = n;
    this.kind = kind;
    this.options = options;
    this.latch = latch;
    this.future = future;
    this.#listen(this.received);
    future.addDoneCallback((done) => this.received.push(['callback', done === future]));
  }

  get done(): boolean {
    return rank[this.future.state] === 2;
  }

  /** Its state only moves forward; nothing is emitted before the end, and everything once after it. */
  check(): void {
    const { state } = this.future;
    const before = this.#seen;
    this.#seen = state;
    if (rank[before] === 2) expect(state).to.equal(before);
    expect(rank[state]).to.be.at.least(rank[before]);
    if (!this.done) return void expect(this.received).to.deep.equal([]);
    const late: (readonly unknown[])[] = [];
    this.#listen(late);
    expect(this.received).to.deep.equal([...late, ['callback', true]]);
    expect(late.map(([what]) => what)).to.be.deep.oneOf([['value', 'complete'], ['error']]);
    expect(this.error !== undefined && this.error instanceof CancelledError).to.equal(state === 'CANCELLED');
  }

  get error(): unknown {
    return this.received[0]?.[0] === 'error' ? this.received[0][1] : undefined;
  }

  #listen(received: (readonly unknown[])[]): void {
    this.future.subscribe({
      next: (value) => received.push(['value', value]),
      error: (error: unknown) => received.push(['error', error]),
      complete: () => received.push(['complete']),
    });
  }
}

/** One run of commands: the executor, and everything that was done with it. */
class World {
  readonly subject: Subject;
  readonly executor: Executor;
  readonly tracked: Tracked[] = [];
  readonly #makeLatch: () => Latch;
  readonly #tickets: Latch;
  readonly #signals = [new AbortController(), new AbortController(), new AbortController()];
  readonly #events: ExecutorEvent[] | undefined;

  constructor(subject: Subject, hasListener: boolean) {
    this.subject = subject;
    this.#makeLatch = subject.makeLatch ?? makeLatch;
    this.#tickets = this.#makeLatch();
    this.executor = subject.make();
    if (!hasListener) return;
    this.#events = [];
    this.executor.events.subscribe((event) => this.#events?.push(event));
  }

  async do(step: Step): Promise<void> {
    if (step.do === 'submit') this.#submit(step);
    else if (step.do === 'turn') await turn();
    else if (step.do === 'pass') await setTimeout(8);
    else if (step.do === 'broadcast') this.#broadcast();
    else if (step.do === 'signal') this.#signal(step.nth);
    else await this.#doWith(step, this.tracked[step.nth % this.tracked.length]);
    this.check();
  }

  async #doWith(step: StepWithTask, task: Tracked | undefined): Promise<void> {
    if (task === undefined) return;
    if (step.do === 'cancel') this.#cancel(task);
    else if (step.do === 'abort') this.#abort(task, step.reason);
    else if (step.do === 'open') releaseLatch(task.latch);
    else if (step.do === 'settle') await this.#settle(task);
  }

  #submit({ kind, open, priority, limit, signal }: Submit): void {
    if (!this.subject.kinds.includes(kind)) return;
    const latch = this.#makeLatch();
    if (open) releaseLatch(latch);
    const controller = signal === undefined ? undefined : this.#signals[signal];
    const options = {
      priority,
      ...(limit !== undefined && { [limit[0]]: limit[1] }),
      ...(controller !== undefined && { signal: controller.signal }),
    };
    const n = this.tracked.length;
    const future = this.executor.with(options).submit(this.subject.calls[when(kind)], latch, this.#tickets, n, kind);
    const task = new Tracked(n, kind, options, latch, future);
    this.tracked.push(task);
    if (controller?.signal.aborted !== true) return;
    expect(future.state).to.equal('CANCELLED');
    task.asked.push(controller.signal.reason);
    task.mustNotRun = true;
  }

  #broadcast(): void {
    const latch = this.#makeLatch();
    const n = this.tracked.length;
    const futures = this.executor.broadcast(this.subject.calls.now, latch, this.#tickets, n, 'value');
    expect(futures).not.to.equal([]);
    for (const future of futures) this.tracked.push(new Tracked(n, 'broadcast', {}, latch, future));
  }

  /** Exactly the tasks that are removed from the queue are cancelled, and they never run. */
  #cancel(task: Tracked): void {
    const before = task.future.state;
    const answer = task.future.cancel();
    const { state } = task.future;
    expect(answer).to.equal(state === 'CANCELLED');
    if (before === 'RUNNING') expect(answer).to.equal(false);
    if (before === 'PENDING' && this.subject.here) expect(answer).to.equal(true);
    if (!answer) expect(state).to.be.oneOf(['RUNNING', 'FINISHED']);
    if (!answer || before !== 'PENDING') return;
    task.asked.push('none');
    task.mustNotRun = task.kind !== 'broadcast';
  }

  #abort(task: Tracked, reason: unknown): void {
    this.#aborting(task, reason);
    const before = task.future.state;
    expect(task.future.abort(reason)).to.equal(before !== 'FINISHED');
    expect(task.future.state).to.equal(before === 'FINISHED' ? 'FINISHED' : 'CANCELLED');
  }

  #aborting(task: Tracked, reason: unknown): void {
    if (task.done) return;
    task.asked.push(reason);
    if (this.subject.here && task.future.state === 'PENDING') task.mustNotRun = task.kind !== 'broadcast';
  }

  #signal(nth: number): void {
    const controller = this.#signals[nth] as AbortController;
    const open = this.tracked.filter((task) => task.options.signal === controller.signal && !task.done);
    for (const task of open) this.#aborting(task, 'signal');
    controller.abort('signal');
    expect(open.map(({ future }) => future.state)).to.deep.equal(open.map(() => 'CANCELLED'));
  }

  /** Waits for a task, and releases the tasks before it. */
  async #settle(task: Tracked): Promise<void> {
    const letPass = (): boolean => {
      for (const each of this.tracked) if (!task.done && arrivals(each.latch) > 0) releaseLatch(each.latch);
      return task.done;
    };
    await until(letPass, () => `${task.kind} ${task.n} has ended; it is ${task.future.state}`);
  }

  /** Checks the invariants. */
  check(): void {
    const before = this.#count();
    const { submitted, queued, running, finished, failed, cancelled } = this.executor.stats();
    const after = this.#count();
    expect(queued + running + finished + failed + cancelled).to.equal(submitted);
    expect(submitted).to.equal(this.tracked.length);
    expect(cancelled).to.equal(after.CANCELLED);
    expect(finished + failed).to.equal(after.FINISHED);
    expect(failed).to.equal(
      this.tracked.filter(({ future, received }) => !future.cancelled() && received[0]?.[0] === 'error').length,
    );
    // between two reads a thread may start a task, but a start is never undone
    expect(running).to.be.within(before.RUNNING, after.RUNNING);
    for (const task of this.tracked) task.check();
  }

  #count(): Record<FutureState, number> {
    const counts = { PENDING: 0, RUNNING: 0, FINISHED: 0, CANCELLED: 0 };
    for (const { future } of this.tracked) counts[future.state] += 1;
    return counts;
  }

  async end({ cancelFutures, timeout }: Ending): Promise<void> {
    const open = this.tracked.filter((task) => !task.done);
    if (cancelFutures) for (const task of open) task.asked.push('shutdown');
    const over = this.executor.shutdown({ cancelFutures, ...(timeout !== undefined && { timeout }) });
    if (cancelFutures) expect(this.#count().PENDING).to.equal(0);
    expect(() => this.executor.submit(this.subject.calls.now, this.#makeLatch(), this.#tickets, 0, 'value')).to.throw(
      ExecutorShutdownError,
    );
    this.check();
    if (timeout === undefined) await this.#letAllEnd();
    await settles(over, () => `the shutdown has ended; the stats are ${JSON.stringify(this.executor.stats())}`);
    await this.#hearLateReplies();
    for (const task of this.tracked) this.#verify(task, timeout !== undefined);
    if (this.subject.here) this.#verifyOrder();
    this.#verifyEvents();
  }

  /** A total limit ends its task though its latch is never released; the others are released. */
  async #letAllEnd(): Promise<void> {
    for (const task of this.tracked) if (task.options.timeout === undefined) releaseLatch(task.latch);
    const open = (): Tracked[] => this.tracked.filter((task) => !task.done);
    await until(
      () => open().length === 0,
      () =>
        `every task has ended; these have not: ${open()
          .map(({ n, kind }) => `${kind} ${n}`)
          .join(', ')}`,
    );
  }

  /** Releases all tasks that still wait; their late results change nothing. */
  async #hearLateReplies(): Promise<void> {
    this.check();
    expect(this.executor.stats()).to.include({ queued: 0, running: 0 });
    for (const { latch } of this.tracked) releaseLatch(latch);
    for (let i = 0; i < 3; i++) await turn();
    this.check();
  }

  #verify(task: Tracked, forced: boolean): void {
    const { state } = task.future;
    const ran = arrivals(task.latch);
    if (task.mustNotRun) expect(ran, 'a cancelled task ran').to.equal(0);
    if (task.kind === 'broadcast') return this.#verifyBroadcast(task, forced);
    expect(ran, 'a task ran twice').to.be.at.most(1);
    if (state === 'CANCELLED') verifyCancelled(task, forced);
    else if (task.error instanceof TimeoutError) verifyLimit(task, this.subject.here);
    else if (!(this.subject.blocks === true && isInDoubt(task))) verifyOutcome(task);
  }

  /** It belongs to one worker, and ends with it. */
  #verifyBroadcast(task: Tracked, forced: boolean): void {
    const { error, latch, n } = task;
    const group = this.tracked.filter((each) => each.latch === latch);
    const succeeded = group.filter(({ received }) => received[0]?.[0] === 'value').length;
    expect(arrivals(latch)).to.be.within(succeeded, group.length);
    if (error instanceof CancelledError) return verifyCancelled(task, forced);
    if (error === undefined) return void expect(task.received[0]).to.deep.equal(['value', n]);
    expect(error).to.be.instanceOf(BrokenExecutor).with.property('started', false);
  }

  /** By priority, and first in, first out within one. */
  #verifyOrder(): void {
    const ran = this.tracked.filter(({ latch, kind }) => kind !== 'broadcast' && arrivals(latch) > 0);
    for (const [i, later] of ran.entries()) {
      for (const earlier of ran.slice(0, i)) {
        if ((earlier.options.priority ?? 0) < (later.options.priority ?? 0)) continue;
        expect(noteOf(earlier.latch), `${earlier.n} before ${later.n}`).to.be.lessThan(noteOf(later.latch));
      }
    }
  }

  /**
   * Checks the events of each task: queued, started if it was, one end, and stopped if it was aborted, in order and
   * once.
   */
  #verifyEvents(): void {
    if (this.#events === undefined) return;
    const ofTasks = this.#events.filter((event): event is TaskEvent => 'id' in event);
    for (const [i, { future, received }] of this.tracked.entries()) {
      const types = ofTasks.filter(({ id }) => id === i + 1).map(({ type }) => type);
      const end = future.cancelled() ? 'cancelled' : received[0]?.[0] === 'error' ? 'failed' : 'finished';
      const started = end === 'finished' || types.includes('started');
      const stopped = started && end !== 'finished' && types.includes('stopped');
      expect(types).to.deep.equal(['queued', ...(started ? ['started'] : []), end, ...(stopped ? ['stopped'] : [])]);
    }
  }
}

/** Makes every worker ready and every task known to be short, so that they are assigned in advance. */
const warmUp: readonly Step[] = [...kinds, ...kinds].flatMap((kind, n) => [
  { do: 'submit', kind, open: true, priority: 0, limit: undefined, signal: undefined },
  { do: 'settle', nth: n },
]);

/** All kinds share one function, so that the pool takes a crash to be as short as the tasks around it. */
function when(kind: Kind): 'now' | 'later' {
  return kind === 'latched' || kind === 'listening' ? 'later' : 'now';
}

/** The cancellation was requested, and the error has its cause. */
function verifyCancelled({ error, asked }: Tracked, forced: boolean): void {
  const cause = Object.hasOwn(error as Error, 'cause') ? (error as Error).cause : 'none';
  if (forced && cause instanceof ExecutorShutdownError) return;
  expect(asked).to.include(cause instanceof ExecutorShutdownError ? 'shutdown' : cause);
}

/** The limit was the task's own, and it was the right one to pass. */
function verifyLimit({ error, options, latch }: Tracked, here: boolean): void {
  const { limit, milliseconds } =
    (error as TimeoutError<never, { limit: Limit; milliseconds: number }>).info?.meta ?? {};
  expect(limit).to.be.oneOf(['timeout', 'queueTimeout', 'runTimeout']);
  expect(options[limit as Limit]).to.equal(milliseconds);
  if (limit === 'queueTimeout') expect(arrivals(latch), 'queueTimeout of a task that ran').to.equal(0);
  if (limit === 'runTimeout' && here) expect(arrivals(latch)).to.equal(1);
}

/** It shared a block with a task that crashed. */
function isInDoubt({ error, kind }: Tracked): boolean {
  return (
    (kind === 'crash' || when(kind as Kind) === 'now') && error instanceof BrokenExecutor && error.started === 'unknown'
  );
}

/** The outcome it would have alone. */
function verifyOutcome({ kind, n, received, latch, error }: Tracked): void {
  expect(arrivals(latch), `runs of ${kind} ${n}`).to.equal(1);
  if (kind === 'crash') expect(error).to.be.instanceOf(BrokenExecutor).with.property('started', true);
  else if (kind === 'error') expect(received[0]).to.deep.equal(['error', -n]);
  else expect(received[0], `${kind} ${n}: ${String(error)}`).to.deep.equal(['value', n]);
}

/** Virtual time that follows real time: Observables replace promises, and the executor simulates a crash. */
function testExecutor(): Executor {
  const executor: TestExecutor = new TestExecutor(new PacedScheduler(), {
    maxWorkers: 2,
    abortGrace: 5,
    answer: (task, [latch, tickets, n, how], call) => {
      if (task === counted.later) return from(call() as Promise<unknown>);
      if (how !== 'crash') return call();
      counted.now(latch as Latch, tickets as Latch, n as number, 'value');
      return executor.crashWorker();
    },
  });
  return executor;
}

const subjects: readonly Subject[] = [
  {
    name: 'EventLoopExecutor',
    make: () => new EventLoopExecutor({ maxWorkers: 2, abortGrace: 5 }),
    calls: counted,
    kinds,
    here: true,
    numRuns: 99,
  },
  {
    name: 'EventLoopExecutor with isolate',
    make: () => new EventLoopExecutor({ maxWorkers: 2, abortGrace: 5, isolate: true }),
    calls: counted,
    kinds,
    here: true,
    numRuns: 51,
  },
  {
    name: 'TestExecutor',
    make: testExecutor,
    calls: counted,
    kinds: [...kinds, 'crash'],
    here: true,
    numRuns: 60,
  },
  {
    name: 'ThreadPoolExecutor',
    make: () => new ThreadPoolExecutor({ maxWorkers: 2, abortGrace: 5 }),
    calls: taskModule<typeof counted>(new URL('../fixtures/counted.js', import.meta.url)),
    kinds: [...kinds, 'crash'],
    here: false,
    numRuns: 60,
  },
  {
    name: 'ProcessPoolExecutor',
    make: () => new ProcessPoolExecutor({ maxWorkers: 2, abortGrace: 5, onWorkerLost: 'replace' }),
    calls: taskModule<typeof counted>(new URL('../fixtures/counted.js', import.meta.url)),
    kinds: [...kinds, 'crash'],
    here: false,
    blocks: true,
    makeLatch: makeFileLatch,
    numRuns: 30,
  },
];

/** A third of the runs for every day, all of them where every window is run (`SPEC_WINDOWS=all npm test`, and in CI). */
const share = thorough ? 1 : 1 / 3;

for (const subject of subjects) {
  describe(`${subject.name} as a state machine`, () => {
    // fast-check prints seed, path and the shortest run of commands when this fails; past the time limit no run starts.
    it('keeps its counters and the guarantees of each Future at every step of any run', async () => {
      const until = performance.now() + 15_000 * share;
      const run = async (hasListener: boolean, warm: boolean, steps: readonly Step[], last: Ending): Promise<void> => {
        if (performance.now() > until) return;
        const world = new World(subject, hasListener);
        try {
          for (const each of warm ? [...warmUp, ...steps] : steps) await world.do(each);
        } catch (error) {
          void world.executor.shutdown({ cancelFutures: true, timeout: 0 });
          for (const { latch } of world.tracked) releaseLatch(latch);
          throw error;
        }
        await world.end(last);
      };
      const steps = fc.array(step, { maxLength: 40, size: 'max' });
      const anyRun = fc.asyncProperty(fc.boolean(), fc.boolean(), steps, ending, run);
      await fc.assert(anyRun, { numRuns: subject.numRuns * share, includeErrorInReport: true });
    });
  });
}

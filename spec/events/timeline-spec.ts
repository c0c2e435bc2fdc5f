import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect } from 'chai';
import type { ExecutorEvent } from '../../src/events/ExecutorEvent.js';
import type { Executor } from '../../src/executor/Executor.js';
import type { SubmitOptions } from '../../src/executor/SubmitOptions.js';
import { taskModule } from '../../src/executor/taskModule.js';
import { EventLoopExecutor } from '../../src/executors/eventLoop/EventLoopExecutor.js';
import { ProcessPoolExecutor } from '../../src/executors/process/ProcessPoolExecutor.js';
import { ThreadPoolExecutor } from '../../src/executors/thread/ThreadPoolExecutor.js';
import type { Future } from '../../src/future/Future.js';
import type { TaskSpan, Timeline } from '../../src/integrations/trace/Timeline.js';
import { TimelineBuilder } from '../../src/integrations/trace/TimelineBuilder.js';
import { clockOffset, read, type Truth, type Written } from '../fixtures/truth.js';
import { makeLatch, releaseLatch, waitForArrivals } from '../support/latch.js';
import { until } from '../support/until.js';
import { threadPools } from '../support/windows.js';

const { hold } = taskModule<typeof import('../fixtures/tasks.js')>(new URL('../fixtures/tasks.js', import.meta.url));
const tasks = taskModule<typeof import('../fixtures/truth.js')>(new URL('../fixtures/truth.js', import.meta.url));

interface Subject {
  readonly name: string;
  make(): Executor;
  /** True if tasks run in workers, which can crash. */
  readonly workers: boolean;
}

const subjects: readonly Subject[] = [
  { name: 'EventLoopExecutor', make: () => new EventLoopExecutor({ maxWorkers: 2 }), workers: false },
  ...Object.entries(threadPools).map(([window, make]) => ({
    name: `ThreadPoolExecutor, window ${window}`,
    make: () => make({ maxWorkers: 2 }),
    workers: true,
  })),
  {
    name: 'ProcessPoolExecutor',
    make: () => new ProcessPoolExecutor({ maxWorkers: 2, onWorkerLost: 'replace' }),
    workers: true,
  },
];

/** Milliseconds for which the host is busy while its workers work: its own times would be late by most of them. */
const blocked = 60;

/**
 * Returns the milliseconds by which the clocks of two processes differ: a process takes the time of its start from two
 * clocks, one after the other, and on a busy machine that may be some milliseconds apart. An interruption between the two
 * readings of an offset makes it too low, never too high, so the highest of several is the offset.
 */
function skewOf(written: readonly Written[]): number {
  const here = Math.max(...Array.from({ length: 100 }, clockOffset));
  const perThread = new Map<number, number>();
  for (const { thread, clock } of written) {
    if (thread !== 0) perThread.set(thread, Math.max(clock, perThread.get(thread) ?? Number.NEGATIVE_INFINITY));
  }
  return 1 + Math.max(0, ...[...perThread.values()].map((clock) => Math.abs(clock - here)));
}

const folder = mkdtempSync(join(tmpdir(), 'rx-futures-truth-'));
const file = join(folder, 'truth');
let places = 0;

/** A place where a task can write. */
function makeTruth(): Truth {
  return { file, place: places++ };
}

/** A task of the run: its outcome, and the times that it recorded itself. */
interface Submitted {
  readonly kind: string;
  readonly truth: Truth;
  readonly future: Future<unknown>;
}

class Run {
  readonly all: Submitted[] = [];
  readonly #executor: Executor;

  constructor(executor: Executor) {
    this.#executor = executor;
  }

  submit(kind: string, options: SubmitOptions, call: (executor: Executor, truth: Truth) => Future<unknown>): Submitted {
    const truth = makeTruth();
    const submitted = { kind, truth, future: call(this.#executor.with({ ...options, label: kind }), truth) };
    this.all.push(submitted);
    return submitted;
  }

  busy(kind: string, milliseconds: number, how = 'value'): Submitted {
    return this.submit(kind, {}, (executor, truth) => executor.submit(tasks.busy, truth, milliseconds, how));
  }

  untilStopped(kind: string, how: 'heeds' | 'deaf', options: SubmitOptions = {}): Submitted {
    return this.submit(kind, options, (executor, truth) => executor.submit(tasks.untilStopped, truth, how));
  }

  async settled(): Promise<void> {
    await Promise.all(this.all.map(({ future }) => future.exception().catch(() => undefined)));
  }
}

const hasStarted = ({ truth, future }: Submitted): Promise<void> =>
  until(() => read(truth).began !== 0 || future.done(), 'the task has started');

/** A bit of everything that can happen to a task. */
async function happen(run: Run, { workers }: Subject): Promise<void> {
  const limited = run.untilStopped('limited', 'heeds', { runTimeout: 40, abortGrace: 60_000 });
  for (let i = 0; i < 200; i++) run.busy('tiny', 0.01);
  await hasStarted(limited);
  run.submit('late', { queueTimeout: 0, priority: -9 }, (executor, truth) => executor.submit(tasks.busy, truth, 1, ''));
  for (let i = 0; i < 3; i++) run.busy('withdrawn', 1).future.cancel();
  for (let i = 0; i < 4; i++) run.busy('failing', 1, 'error');
  for (let i = 0; i < 6; i++) run.submit('waiting', {}, (executor, truth) => executor.submit(tasks.waiting, truth, 4));
  block(workers ? blocked : 0);
  await run.settled();
  const aborted = run.untilStopped('aborted', 'heeds', { abortGrace: 60_000 });
  const deaf = run.untilStopped('deaf', 'deaf', { abortGrace: 10 });
  await Promise.all([hasStarted(aborted), hasStarted(deaf)]);
  aborted.future.abort();
  deaf.future.abort();
  for (let i = 0; i < 10; i++) run.busy('after', 1);
  if (workers) run.busy('crashing', 3, 'crash');
  for (let i = 0; i < 10; i++) run.busy('last', 1);
  await run.settled();
}

/** Blocks the host for this time: the events that it receives then must still carry the right times. */
function block(milliseconds: number): void {
  const end = performance.now() + milliseconds;
  while (performance.now() < end);
}

const states: Readonly<Record<string, TaskSpan['state']>> = {
  limited: 'failed',
  late: 'failed',
  withdrawn: 'cancelled',
  failing: 'failed',
  aborted: 'cancelled',
  deaf: 'cancelled',
  crashing: 'failed',
};

before(() => writeFileSync(file, ''));
after(() => rmSync(folder, { recursive: true }));

for (const subject of subjects) {
  describe(`events of ${subject.name}`, () => {
    let timeline: Timeline;
    let run: Run;
    let written: Written[];
    let skew: number;
    const spans = (...kinds: string[]): [TaskSpan, Written][] =>
      timeline.tasks.flatMap((span, i): [TaskSpan, Written][] =>
        kinds.includes(span.label ?? '') ? [[span, written[i] as Written]] : [],
      );

    before(async () => {
      const executor = subject.make();
      const builder = new TimelineBuilder(executor.now(), 1000);
      let complete = false;
      executor.events.subscribe({ next: (event) => builder.add(event), complete: () => (complete = true) });
      run = new Run(executor);
      await happen(run, subject);
      await executor.shutdown();
      expect(complete).to.equal(true);
      timeline = builder.timeline(executor.now());
      written = run.all.map(({ truth }) => read(truth));
      skew = skewOf(written);
    });

    it('report every task in order, and its outcome', () => {
      expect(timeline.tasks.map(({ id }) => id)).to.deep.equal(run.all.map((_, i) => i + 1));
      expect(timeline.tasks.map(({ label }) => label)).to.deep.equal(run.all.map(({ kind }) => kind));
      expect(timeline.tasks.map(({ state }) => state)).to.deep.equal(
        run.all.map(({ kind }) => states[kind] ?? 'finished'),
      );
    });

    it('report each start of a task, and no other task as started', () => {
      // on a slow machine the limit may pass while the module is loaded
      const sure = timeline.tasks.filter(({ label }) => label !== 'limited');
      const wrong = sure.filter(({ startedAt, id }) => (startedAt !== undefined) !== (written[id - 1]?.began !== 0));
      expect(wrong).to.deep.equal([]);
      expect(spans('withdrawn', 'late').every(([{ startedAt }]) => startedAt === undefined)).to.equal(true);
    });

    it('carry the times of start and end measured by the worker, even when the host was busy', () => {
      const early: number[] = [];
      const late: number[] = [];
      for (const [{ startedAt = 0, endedAt = 0 }, truth] of spans('tiny', 'failing', 'waiting', 'after', 'last')) {
        early.push(truth.began - startedAt);
        late.push(endedAt - truth.ended);
      }
      expect(Math.min(...early, ...late)).to.be.at.least(-skew);
      expect([median(early), median(late)].every((error) => error < blocked / 3)).to.equal(true);
    });

    it('carry the time of the submit, in the order queued, started, ended', () => {
      for (const { queued = Number.NaN, startedAt = queued, endedAt = Number.NaN } of timeline.tasks) {
        expect(queued).to.be.within(timeline.from, startedAt + skew);
        expect(startedAt).to.be.at.most(endedAt);
        expect(endedAt).to.be.at.most(timeline.to);
      }
    });

    it('carry the time at which a stopped task ended, measured by the worker', () => {
      const stopped = timeline.tasks.filter(({ stopped: time }) => time !== undefined);
      expect(stopped.map(({ label }) => label)).to.deep.equal(
        subject.workers ? ['limited', 'aborted', 'deaf'] : ['limited', 'aborted'],
      );
      for (const [span, truth] of spans('limited', 'aborted')) expect(span.stopped).to.be.at.least(truth.ended - skew);
      for (const { endedAt, stopped: time } of stopped) expect(time).to.be.at.least((endedAt as number) - skew);
    });

    it('report progress and errors', () => {
      expect(spans('waiting').map(([{ progress }]) => progress)).to.deep.equal(new Array(6).fill(2));
      expect(spans('failing').map(([{ error }]) => error)).to.deep.equal(new Array(4).fill('RangeError: as asked'));
      expect(spans('limited')[0]?.[0].error).to.contain('runTimeout of 40 ms');
      expect(spans('late')[0]?.[0].error).to.contain('queueTimeout of 0 ms');
    });

    if (!subject.workers) return;

    it('report the worker of each task, which is one thread', () => {
      const threads = new Map<number | undefined, Set<number>>();
      for (const [i, { worker, startedAt }] of timeline.tasks.entries()) {
        if (startedAt === undefined) continue;
        const seen = threads.get(worker) ?? new Set();
        if (written[i]?.thread !== 0) threads.set(worker, seen.add(written[i]?.thread as number));
      }
      expect(timeline.workers.map(({ worker }) => worker)).to.include.members([...threads.keys()]);
      const sets = [...threads.values()];
      expect(sets.every(({ size }) => size === 1)).to.equal(true);
      expect(new Set(sets.flatMap((set) => [...set])).size).to.equal(sets.length);
    });

    it('report one task at a time on each worker, between its start and its end', () => {
      for (const { worker, ready, ended = Number.NaN } of timeline.workers) {
        if (ready === undefined) continue;
        const here = timeline.tasks.filter((span) => span.worker === worker && span.startedAt !== undefined);
        here.sort((a, b) => (a.startedAt as number) - (b.startedAt as number));
        let free = ready - skew;
        for (const span of here) {
          expect(span.startedAt, JSON.stringify([span, free])).to.be.at.least(free - skew);
          free = (span.stopped ?? (span.state === 'finished' ? span.endedAt : span.startedAt)) as number;
        }
        expect(free).to.be.at.most(ended);
      }
    });

    it('report the start and end of each worker, and the reason of the end', () => {
      const [deaf] = spans('deaf')[0] as [TaskSpan, Written];
      const [crashing, truth] = spans('crashing')[0] as [TaskSpan, Written];
      const lives = new Map(timeline.workers.map((span) => [span.worker, span]));
      // on a busy machine a terminated worker may not end in time: the pool goes on without it, and reports it as lost
      const abandoned = ({ error }: { readonly error?: string | undefined }): boolean =>
        error?.includes('has not ended') === true;
      const lost = timeline.workers.filter((life) => life.end === 'lost' && !abandoned(life));
      expect(lost, JSON.stringify(lost)).to.have.length(1);
      expect(lives.get(crashing.worker as number))
        .to.include({ end: 'lost' })
        .and.property('error')
        .to.contain('code 3');
      expect(crashing.endedAt).to.be.at.least(truth.ended - skew);
      const replaced = lives.get(deaf.worker as number);
      expect(replaced?.end === 'retired' || abandoned(replaced ?? {}), JSON.stringify(replaced)).to.equal(true);
      expect((replaced?.ended as number) - (deaf.endedAt as number)).to.be.at.least(9);
      for (const { name, worker, started = Number.NaN, ended = Number.NaN, ready = ended } of timeline.workers) {
        expect(name).to.match(new RegExp(`_${worker}$`));
        expect(started).to.be.at.most(ready);
        expect(ready).to.be.at.most(ended);
      }
    });
  });
}

describe('events of a pool', () => {
  it('report the start of a running task whose kind was too short to be reported before', async () => {
    const pool = new ThreadPoolExecutor({ maxWorkers: 1 });
    const short = makeLatch();
    releaseLatch(short);
    for (let i = 0; i < 20; i++) await pool.submit(tasks.busyUntilOpen, short).result();
    const latch = makeLatch();
    pool.events.subscribe(({ type }) => type === 'started' && releaseLatch(latch));
    expect(await pool.submit(tasks.busyUntilOpen, latch).result()).to.equal(true);
    await pool.shutdown();
  });

  it('reach a subscriber that subscribes while tasks are running', async () => {
    const latch = makeLatch();
    const pool = new ThreadPoolExecutor({ maxWorkers: 1 });
    const running = pool.submit(hold, latch);
    await waitForArrivals(latch);
    const received: ExecutorEvent[] = [];
    pool.events.subscribe((event) => received.push(event));
    releaseLatch(latch);
    await running.result();
    expect(received.map(({ type }) => type)).to.deep.equal(['finished']);
    expect(received[0]).to.include({ worker: 0 }).and.to.have.property('startedAt');
    await pool.shutdown();
  });
});

function median(numbers: readonly number[]): number {
  return [...numbers].sort((a, b) => a - b)[numbers.length >> 1] as number;
}

import { expect } from 'chai';
import { lastValueFrom, map, type Observable, share, toArray } from 'rxjs';
import type { Executor } from '../../src/executor/Executor.js';
import type { Task } from '../../src/executor/Task.js';
import { taskModule } from '../../src/executor/taskModule.js';
import { EventLoopExecutor } from '../../src/executors/eventLoop/EventLoopExecutor.js';
import { eachValueFrom } from '../../src/operators/eachValueFrom.js';
import { mapOn } from '../../src/operators/mapOn.js';
import { through } from '../../src/operators/through.js';
import { arrivals } from '../support/latch.js';
import { thorough } from '../support/thorough.js';
import { until } from '../support/until.js';
import { type ExecutorUnderTest, executors, latchesFor, sharedExecutor, tasksFor } from './ExecutorUnderTest.js';

const operators = taskModule<typeof import('../fixtures/operators.js')>(
  new URL('../fixtures/operators.js', import.meta.url),
);
const streams = taskModule<typeof import('../fixtures/streams.js')>(new URL('../fixtures/streams.js', import.meta.url));

/** The bufferSize of each stage, and that of the loop. */
const bufferSize = 4;
const loopSize = 2;
/** Patient, so that no worker is terminated before it has closed its source because the machine is busy. */
const options = { bufferSize, abortGrace: 60_000 };

/** The first stage: counts what was pulled, and how often it was closed. */
interface Source {
  readonly results: Observable<number>;
  pulled(): number;
  closed(): number;
}

/** A later stage. */
interface Stage {
  /** The most values that may wait in it. */
  readonly waits: number;
  from(executor: Executor, source: Observable<number>): Observable<number>;
}

/** A pipeline, as the names of its stages. */
interface Pipeline {
  readonly title: string;
  readonly first: string;
  readonly later: readonly string[];
}

/** Guarantees of pipelines: what waits between their stages is bounded, whatever the stages are. */
export function describeFlow(subject: ExecutorUnderTest): void {
  const tasks = tasksFor(subject);
  const echo = tasks.echo as Task<[number], number>;
  const makeLatch = latchesFor(subject);

  const sources: Record<string, (executor: Executor) => Source> = {
    stream(executor) {
      const [made, closed] = [makeLatch(), makeLatch()];
      const results = executor.stream(streams.counting, made, closed);
      return { results, pulled: () => arrivals(made), closed: () => arrivals(closed) };
    },
    map(executor) {
      let [pulled, closed] = [0, 0];
      function* numbers(): Generator<number> {
        try {
          for (let n = 0; ; n++) {
            pulled += 1;
            yield n;
          }
        } finally {
          closed += 1;
        }
      }
      return { results: executor.map(echo, numbers()), pulled: () => pulled, closed: () => closed };
    },
  };

  const stages: Record<string, Stage> = {
    map: { waits: bufferSize + 1, from: (executor, source) => executor.map(echo, source) },
    mapOn: { waits: bufferSize, from: (executor, source) => source.pipe(mapOn(executor, echo)) },
    'mapOn as completed': {
      waits: bufferSize,
      from: (executor, source) => source.pipe(mapOn(executor, echo, { ordered: false })),
    },
    through: { waits: 2 * bufferSize, from: (executor, source) => source.pipe(through(executor, operators.plus, 0)) },
  };

  const hasStreams = subject.streams !== false;
  const all = pipelines(
    Object.keys(sources).filter((name) => hasStreams || name !== 'stream'),
    Object.keys(stages).filter((name) => hasStreams || name !== 'through'),
  );

  /** The results of the pipeline, with a synchronous operator before each stage. */
  function join(executor: Executor, source: Observable<number>, later: readonly string[]): Observable<number> {
    const view = executor.with(options);
    return later.reduce((before, name) => (stages[name] as Stage).from(view, before.pipe(map((n) => n))), source);
  }

  function start(
    executor: Executor,
    { first, later }: Pipeline,
  ): { source: Source; loop: AsyncIterableIterator<number> } {
    const source = (sources[first] as (view: Executor) => Source)(executor.with(options));
    return { source, loop: eachValueFrom(join(executor, source.results, later), { bufferSize: loopSize }) };
  }

  /** Returns how many values were pulled, once that number does not change any more. */
  async function countWhenStill(executor: Executor, source: Source): Promise<number> {
    for (let before = -1; ; ) {
      if (before === source.pulled()) return before;
      before = source.pulled();
      for (let n = 0; n < 10; n++) await executor.submit(tasks.add, n, n).result();
    }
  }

  /** Reads values until as many as given were read. */
  async function read(loop: AsyncIterableIterator<number>, seen: number[], count: number): Promise<void> {
    while (seen.length < count) seen.push((await loop.next()).value);
  }

  function expectFirst(seen: number[], { later }: Pipeline): void {
    const unordered = later.includes('mapOn as completed');
    if (unordered) expect(new Set(seen).size).to.equal(seen.length);
    else expect(seen).to.deep.equal(Array.from(seen.keys()));
  }

  describe('flow', () => {
    const make = executors(subject);
    /** A slot for each stage, and one for the tasks beside them. */
    const shared = sharedExecutor(subject, thorough ? 4 : 3);

    for (const pipeline of all) {
      it(`holds ${pipeline.title} back while the loop takes nothing, and loses nothing`, async () => {
        const executor = shared();
        const { source, loop } = start(executor, pipeline);
        const seen: number[] = [];
        await read(loop, seen, 1);
        const waits = pipeline.later.reduce((sum, name) => sum + (stages[name] as Stage).waits, 0);
        expect(await countWhenStill(executor, source)).to.be.within(1, 1 + loopSize + waits + bufferSize);
        await read(loop, seen, 60);
        expectFirst(seen, pipeline);
        await loop.return?.();
        await until(() => source.closed() === 1, 'the source is closed');
        await until(() => executor.stats().running === 0, 'no task is running');
      });
    }

    it('holds a pipeline over several executors back', async () => {
      const [here, executor] = [new EventLoopExecutor(), shared()];
      const source = (sources['map'] as (view: Executor) => Source)(executor.with(options));
      const onHost = mapOn(here, (n: number) => n, { bufferSize });
      const results = join(executor, source.results.pipe(onHost), ['map']).pipe(onHost);
      const loop = eachValueFrom(results, { bufferSize: loopSize });
      const seen: number[] = [];
      await read(loop, seen, 1);
      expect(await countWhenStill(executor, source)).to.be.within(1, 1 + loopSize + 4 * bufferSize + 1);
      await read(loop, seen, 60);
      expect(seen).to.deep.equal(Array.from(seen.keys()));
      await loop.return?.();
      await here.shutdown();
    });

    it('lets map read one shared source twice', async () => {
      const executor = shared();
      const view = executor.with(options);
      const numbers = view.map(echo, Array(100).keys()).pipe(share());
      const add = tasks.add as Task<[number, number], number>;
      const sums = view.map(add, numbers, numbers.pipe(map((n) => 2 * n)));
      expect(await lastValueFrom(sums.pipe(toArray()))).to.deep.equal(Array.from({ length: 100 }, (_, n) => 3 * n));
    });

    it('lets the slowest of several consumers hold a shared source back', async () => {
      const executor = shared();
      const source = (sources['map'] as (view: Executor) => Source)(executor.with(options));
      const both = source.results.pipe(share());
      const loops = [both, both].map((each) => eachValueFrom(each, { bufferSize: loopSize }));
      const seen: number[][] = [[], []];
      await Promise.all(loops.map((loop, at) => read(loop, seen[at] as number[], 1)));
      expect(await countWhenStill(executor, source)).to.be.within(1, 1 + loopSize + bufferSize);
      await Promise.all(loops.map((loop, at) => read(loop, seen[at] as number[], 20)));
      expect(seen[0]).to.deep.equal(seen[1]);
      await loops[0]?.return?.();
      await read(loops[1] as AsyncIterableIterator<number>, seen[1] as number[], 40);
      expect(seen[1]).to.deep.equal(Array.from({ length: 40 }).map((_, n) => n));
      await loops[1]?.return?.();
      expect(source.closed()).to.equal(1);
    });

    const daily = ['stream → map', 'map → mapOn', 'map → through'];
    for (const pipeline of all.filter(
      ({ title, later }) => daily.includes(title) || (thorough && later.length === 1),
    )) {
      it(`continues ${pipeline.title} after a shutdown, which waits until the loop is left`, async () => {
        const executor = make({ maxWorkers: 3 });
        const { source, loop } = start(executor, pipeline);
        const seen: number[] = [];
        await read(loop, seen, 1);
        await countWhenStill(executor, source);
        let ended = false;
        const shutdown = executor.shutdown().then(() => {
          ended = true;
        });
        await read(loop, seen, 40);
        expectFirst(seen, pipeline);
        expect(ended).to.equal(false);
        await loop.return?.();
        await shutdown;
        expect(source.closed()).to.equal(1);
      });
    }

    for (const name of hasStreams ? ['map', 'through'] : ['map']) {
      it(`emits what waits in ${name} before the error of its source`, async () => {
        const failing = function* (): Generator<number> {
          yield* Array.from({ length: 10 }).keys();
          throw new RangeError('after 10');
        };
        const executor = shared();
        const loop = eachValueFrom(join(executor, executor.map(echo, failing()), [name]), { bufferSize: 1 });
        const seen: number[] = [];
        const readAll = async (): Promise<void> => {
          for await (const n of loop) seen.push(n);
        };
        const error = await readAll().catch((thrown: unknown) => thrown);
        expect(seen).to.deep.equal(Array.from({ length: 10 }).map((_, n) => n));
        expect(error).to.be.instanceOf(RangeError).with.property('message', 'after 10');
      });
    }
  });
}

/** Every combination of two stages; in a thorough run also of three. */
function pipelines(sources: readonly string[], stages: readonly string[]): Pipeline[] {
  const pairs = sources.flatMap((first) => stages.map((stage) => ({ first, later: [stage] })));
  const triples = pairs.flatMap(({ first, later }) => stages.map((stage) => ({ first, later: [...later, stage] })));
  const all = thorough ? [...pairs, ...triples] : pairs;
  return all.map(({ first, later }) => ({ title: [first, ...later].join(' → '), first, later }));
}

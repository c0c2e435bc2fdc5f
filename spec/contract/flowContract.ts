import { expect } from 'chai';
import { map, type Observable } from 'rxjs';
import type { Executor } from '../../src/executor/Executor.js';
import type { Task } from '../../src/executor/Task.js';
import { taskModule } from '../../src/executor/taskModule.js';
import { eachValueFrom } from '../../src/operators/eachValueFrom.js';
import { mapOn } from '../../src/operators/mapOn.js';
import { through } from '../../src/operators/through.js';
import { arrivals, type Latch } from '../support/latch.js';
import { thorough } from '../support/thorough.js';
import { until } from '../support/until.js';
import { type ExecutorUnderTest, executors, latchesFor, tasksFor } from './ExecutorUnderTest.js';

const operators = taskModule<typeof import('../fixtures/operators.js')>(
  new URL('../fixtures/operators.js', import.meta.url),
);
const streams = taskModule<typeof import('../fixtures/streams.js')>(new URL('../fixtures/streams.js', import.meta.url));

/** The bufferSize of each stage, and that of the loop. */
const bufferSize = 4;
const loopSize = 2;

/** The first stage: counts what was pulled, and how often it was closed. */
interface Source {
  readonly results: Observable<number>;
  pulled(): number;
  closed(): number;
}

/** Guarantees of pipelines: what waits between their stages is bounded, whatever the stages are. */
export function describeFlow(subject: ExecutorUnderTest): void {
  const tasks = tasksFor(subject);
  const echo = tasks.echo as Task<[number], number>;
  const makeLatch = latchesFor(subject);

  const sources: Record<string, (executor: Executor) => Source> = {
    stream(executor) {
      const [made, closed]: Latch[] = [makeLatch(), makeLatch()];
      const results = executor.stream(streams.counting, made as Latch, closed as Latch);
      return { results, pulled: () => arrivals(made as Latch), closed: () => arrivals(closed as Latch) };
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
      const results = executor.map(echo, numbers());
      return { results, pulled: () => pulled, closed: () => closed };
    },
  };

  /** Each with the number of values that may wait in it. */
  const stages: Record<
    string,
    { waits: number; from(executor: Executor, source: Observable<number>): Observable<number> }
  > = {
    map: { waits: bufferSize + 1, from: (executor, source) => executor.map(echo, source) },
    mapOn: { waits: bufferSize, from: (executor, source) => source.pipe(mapOn(executor, echo)) },
    'mapOn as completed': {
      waits: bufferSize,
      from: (executor, source) => source.pipe(mapOn(executor, echo, { ordered: false })),
    },
    through: { waits: 2 * bufferSize, from: (executor, source) => source.pipe(through(executor, operators.plus, 0)) },
  };

  describe('flow', () => {
    const make = executors(subject);

    for (const { first, later } of pipelines(['stream'], ['mapOn', 'mapOn as completed', 'through'])) {
      const title = [first, ...later].join(' → ');
      it(`holds ${title} back while the loop takes nothing, and loses nothing`, async () => {
        const executor = make({ maxWorkers: later.length + 2 });
        const view = executor.with({ bufferSize });
        const source = sources[first]?.(view) as Source;
        const results = later.reduce(
          (before, name) => stages[name]?.from(view, before.pipe(map((n) => n))) as Observable<number>,
          source.results,
        );
        const loop = eachValueFrom(results, { bufferSize: loopSize });
        const seen = [(await loop.next()).value as number];
        const bound = later.reduce((sum, name) => sum + (stages[name]?.waits ?? 0), 1 + loopSize + bufferSize);
        const still = await countWhenStill(executor, source);
        expect(still).to.be.within(1, bound);
        for await (const n of loop) if (seen.push(n) === 60) break;
        const ordered = title.includes('completed') ? seen.sort((a, b) => a - b) : seen;
        if (title.includes('completed')) expect(new Set(ordered).size).to.equal(60);
        else expect(ordered).to.deep.equal(Array.from({ length: 60 }, (_, n) => n));
        await until(() => source.closed() === 1, 'the source is closed');
        await executor.shutdown();
        expect(executor.stats()).to.include({ running: 0, queued: 0 });
      });
    }

    /** Returns how many values were pulled, once that number does not change any more. */
    async function countWhenStill(executor: Executor, source: Source): Promise<number> {
      for (let before = -1; ; ) {
        if (before === source.pulled()) return before;
        before = source.pulled();
        for (let n = 0; n < 10; n++) await executor.submit(tasks.add, n, n).result();
      }
    }
  });
}

/** Every combination of two stages; in a thorough run also of three. */
function pipelines(sources: readonly string[], stages: readonly string[]): { first: string; later: string[] }[] {
  const pairs = sources.flatMap((first) => stages.map((stage) => ({ first, later: [stage] })));
  if (!thorough) return pairs;
  return [
    ...pairs,
    ...pairs.flatMap(({ first, later }) => stages.map((stage) => ({ first, later: [...later, stage] }))),
  ];
}

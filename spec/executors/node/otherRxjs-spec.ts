import { expect } from 'chai';
import { from, lastValueFrom, type Observable, of, take, toArray } from 'rxjs';
import type { Executor } from '../../../src/executor/Executor.js';
import { taskModule } from '../../../src/executor/taskModule.js';
import { EventLoopExecutor } from '../../../src/executors/eventLoop/EventLoopExecutor.js';
import { ThreadPoolExecutor } from '../../../src/executors/thread/ThreadPoolExecutor.js';
import { Future } from '../../../src/future/Future.js';
import { through } from '../../../src/operators/through.js';
import { everydayOf, numbersOf } from '../../fixtures/otherRxjs.js';
import { makeLatch, waitForArrivals } from '../../support/latch.js';

const tasks = taskModule<typeof import('../../fixtures/otherRxjs.js')>(
  new URL('../../fixtures/otherRxjs.js', import.meta.url),
);
const all = <T>(source: Observable<T>): Promise<T[]> => lastValueFrom(source.pipe(toArray()));
const errorOf = (source: Observable<unknown>): Promise<unknown> =>
  all(source).then(
    () => undefined,
    (error: unknown) => error,
  );

const executors = {
  EventLoopExecutor: () => new EventLoopExecutor(),
  ThreadPoolExecutor: () => new ThreadPoolExecutor({ maxWorkers: 2 }),
} as const;

for (const copy of ['RxJS 7.8.1', 'RxJS 8'] as const) {
  for (const [name, make] of Object.entries<() => Executor>(executors)) {
    describe(`${copy} in the tasks of a ${name}`, () => {
      let executor: Executor;
      before(() => {
        executor = make();
      });
      after(() => executor.shutdown());

      it('its Observables are streams: items, error, teardown', async () => {
        expect(await all(executor.stream(tasks.numbersOf, copy, 1000))).to.deep.equal([...new Array(1000).keys()]);
        expect(await errorOf(executor.stream(tasks.failureOf, copy)))
          .to.be.instanceOf(RangeError)
          .with.property('message', 'too far');
        const closed = makeLatch();
        const ticks = executor.with({ abortGrace: 60_000 }).stream(tasks.ticksOf, copy, closed);
        expect(await all(ticks.pipe(take(3)))).to.deep.equal([0, 1, 2]);
        await waitForArrivals(closed);
      });

      it('a task that returns one of its Observables settles with the value', async () => {
        expect(await executor.submit(tasks.numbersOf, copy, 1).result()).to.equal(0);
      });

      it('its operators run in a worker with the same meaning as on the host', async () => {
        const source = of(1, 2, 3);
        for (const [stage, operator] of Object.entries(everydayOf(copy))) {
          const here = await all(from(operator(source)));
          expect(await all(source.pipe(through(executor, tasks.stageOf, copy, stage))), stage).to.deep.equal(here);
        }
      });
    });
  }

  describe(`${copy} beside the installed one`, () => {
    it('Future.from accepts its Observables', async () => {
      expect(await Future.from(numbersOf(copy, 1)).result()).to.equal(0);
    });
  });
}

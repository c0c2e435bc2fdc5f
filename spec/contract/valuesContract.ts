import { expect } from 'chai';
import { from, lastValueFrom, type Observable, of } from 'rxjs';
import { SerializationError } from '../../src/errors/SerializationError.js';
import type { Executor } from '../../src/executor/Executor.js';
import { taskModule } from '../../src/executor/taskModule.js';
import { mapOn } from '../../src/operators/mapOn.js';
import { through } from '../../src/operators/through.js';
import { unsendable, unsendableAcross } from '../fixtures/unsendable.js';
import { type ExecutorUnderTest, executors, sharedExecutor } from './ExecutorUnderTest.js';

const tasks = taskModule<typeof import('../fixtures/unsendable.js')>(
  new URL('../fixtures/unsendable.js', import.meta.url),
);

/** A value that cannot be cloned is rejected by name, in every place, and the error names the alternative. */
export function describeValues(subject: ExecutorUnderTest): void {
  if (!subject.copies) return;
  const failure = (source: Observable<unknown>): Promise<unknown> =>
    lastValueFrom(source, { defaultValue: undefined }).then(
      () => 'no error',
      (error: unknown) => error,
    );

  describe('values that cannot be cloned', () => {
    // a queue's ends with each test
    const executor = subject.slots === false ? executors(subject) : sharedExecutor(subject);
    // A worker whose stream does not end in time is replaced, and fails a broadcast that waits for it.
    const shared = (): Executor => executor().with({ abortGrace: 60_000 });
    const streams = subject.streams !== false;

    const kinds = { ...unsendable, ...(subject.sharesNothing === true && unsendableAcross) };
    for (const [kind, [make, advice]] of Object.entries(kinds)) {
      const deep = kind.includes('nesting');
      /** A nesting is named as a whole. */
      const at = (whole: string, place: string): string => (deep ? whole : `${whole}${place}`);
      const expectRefused = (error: unknown, part: string): void => {
        expect(error, part).to.be.instanceOf(SerializationError).with.property('part', part);
        expect((error as Error).message)
          .to.match(advice)
          .and.contain(part);
      };

      it(`${kind} as an argument, also of a map, a task and a broadcast`, async () => {
        const executor = shared();
        const beside = executor.submit(tasks.countArgs, 1, 2);
        expectRefused(await executor.submit(tasks.countArgs, make()).exception(), 'argument 1');
        const part = at('argument 2', '.it');
        const [broadcast] = executor.broadcast(tasks.countArgs, 1, { it: make() });
        expectRefused(await executor.submit(tasks.countArgs, 1, { it: make() }).exception(), part);
        expectRefused(await broadcast?.exception(), part);
        expectRefused(await failure(executor.task(tasks.countArgs, 1, { it: make() })), part);
        expectRefused(
          await failure(executor.with({ chunkSize: 3 }).map(tasks.countArgs, [1, 2], [1, { it: make() }])),
          part,
        );
        expectRefused(
          await failure(of({ it: make() }).pipe(mapOn(executor, tasks.countArgs))),
          at('argument 1', '.it'),
        );
        expect(await beside.result()).to.equal(2);
        expect(await executor.submit(tasks.countArgs, 1).result()).to.equal(1);
      });

      it(`${kind} as a result and as a progress value`, async () => {
        const executor = shared();
        expectRefused(await executor.submit(tasks.giveBack, kind).exception(), at('result', '.it'));
        const [code, part, message] = await executor.submit(tasks.report, kind).result();
        expect([code, part]).to.deep.equal(['ERR_SERIALIZATION', at('progress value', '.it')]);
        expect(message).to.match(advice);
        expect(await executor.submit(tasks.countArgs, 1).result()).to.equal(1);
      });

      if (!streams) continue;
      it(`${kind} in streams and operators`, async () => {
        const executor = shared();
        const items: unknown[] = [];
        const stream = executor.stream(tasks.streamOf, kind);
        const ended = await stream.forEach((item) => void items.push(item)).catch((error: unknown) => error);
        expectRefused(ended, at('stream item', '.it'));
        expect(items).to.deep.equal([1]);
        expectRefused(await failure(executor.stream(tasks.streamOf, make())), 'argument 1');
        const into = from([1, { it: make() }, 3] as unknown[]).pipe(through(executor, tasks.same));
        expectRefused(await failure(into), at('stream item', '.it'));
        expectRefused(await failure(of(kind).pipe(through(executor, tasks.makeEach))), at('stream item', '.it'));
        const given = of(1).pipe(through(executor, tasks.sameWith, { it: make() }));
        expectRefused(await failure(given), at('argument 1', '.it'));
        expect(await executor.submit(tasks.countArgs, 1).result()).to.equal(1);
      });
    }
  });
}

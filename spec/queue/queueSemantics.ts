import { expect } from 'chai';
import { from, lastValueFrom, type Observable, toArray } from 'rxjs';
import { BrokenExecutor } from '../../src/errors/BrokenExecutor.js';
import { CancelledError } from '../../src/errors/CancelledError.js';
import { JobNotFoundError } from '../../src/errors/JobNotFoundError.js';
import { SerializationError } from '../../src/errors/SerializationError.js';
import { TaskNotFoundError } from '../../src/errors/TaskNotFoundError.js';
import { taskModule } from '../../src/executor/taskModule.js';
import { mapOn } from '../../src/operators/mapOn.js';
import { through } from '../../src/operators/through.js';
import type { QueueOptions } from '../../src/queue/queueOptions.js';
import { arrivals, makeFileLatch, noteOf, releaseLatch, waitForArrivals } from '../support/latch.js';
import { longEnough } from '../support/longEnough.js';
import { until } from '../support/until.js';
import { queues } from './queues.js';

const tasks = taskModule<typeof import('../fixtures/tasks.js')>();
const flaky = taskModule<{ failTwice(): string; never(): void }>();

/** Guarantees of a queue in addition to those of every executor, for any store. */
export function describeQueue(name: string, where: () => QueueOptions): void {
  describe(name, () => {
    const { serve, submit } = queues();
    const failure = (future: { exception(): Promise<unknown> }): Promise<Error> => future.exception() as Promise<Error>;

    it('gives each Future an id by which any process finds its job', async () => {
      const queue = where();
      const latch = makeFileLatch();
      const first = submit(queue);
      first.submit(tasks.hold, latch, 'held');
      const waiting = first.submit(tasks.add, 1, 2);
      const failing = first.submit(tasks.fail, 'too far');
      serve({ ...queue, concurrency: 1 });
      await waitForArrivals(latch); // One message brought all three to the store: two of them wait there now.
      const attached = submit(queue).attach<number>(waiting.id);
      expect(attached.id).to.equal(waiting.id);
      releaseLatch(latch);
      expect(await Promise.all([waiting.result(), attached.result()])).to.deep.equal([3, 3]);
      await failing.exception();
      const later = submit(queue);
      expect(await later.attach(waiting.id).result()).to.equal(3);
      expect(await failure(later.attach(failing.id)))
        .to.be.instanceOf(RangeError)
        .with.property('code', 'E_FAIL');
    });

    it('attaches to a running job and its progress; cancelling the attached Future cancels the job', async () => {
      const queue = where();
      const latch = makeFileLatch();
      serve(queue);
      const first = submit(queue);
      const running = first.submit(tasks.untilAborted, latch);
      await waitForArrivals(latch);
      const other = submit(queue).attach(running.id);
      await until(() => other.running(), 'the attached future is running');
      expect(other.cancel()).to.equal(false);
      expect(other.abort('because')).to.equal(true);
      expect(await failure({ exception: () => running.result().catch((error: unknown) => error) })).to.be.instanceOf(
        CancelledError,
      );
      await until(() => noteOf(latch) === 1, 'the task notes its abort, with the reason');
    });

    it('fails with JobNotFoundError for an unknown job', async () => {
      const executor = submit(where());
      expect(await failure(executor.attach('f-nobody-1'))).to.be.instanceOf(JobNotFoundError);
      expect(await failure(executor.attach({ idempotencyKey: 'unused' }))).to.be.instanceOf(JobNotFoundError);
      for (const bad of [undefined, '', 7, {}, { idempotencyKey: 7 }]) {
        expect(() => executor.attach(bad as never)).to.throw(TypeError);
      }
    });

    it('runs the call of an idempotency key once, whichever process submits it, and rejects another call with that key', async () => {
      const queue = where();
      const counter = makeFileLatch();
      const [one, two] = [submit(queue), submit(queue)];
      const keyed = { idempotencyKey: 'order 17' };
      const futures = [one, one, two].map((executor) => executor.with(keyed).submit(tasks.count, counter));
      serve(queue);
      await Promise.all(futures.map((future) => future.result()));
      await two.with(keyed).submit(tasks.count, counter).result();
      await submit(queue).attach(keyed).result();
      expect(arrivals(counter)).to.equal(1);
      expect(new Set(futures.map(({ id }) => id)).size).to.equal(1);
      expect(await failure(one.with(keyed).submit(tasks.count, makeFileLatch()))).to.be.instanceOf(TypeError);
      expect(await failure(two.with(keyed).submit(tasks.add, 1, 1))).to.be.instanceOf(TypeError);
    });

    it('starts a delayed task later, and can cancel it until then', async () => {
      const queue = where();
      serve(queue);
      const executor = submit(queue);
      const never = executor.with({ delay: 600_000 }).submit(tasks.echo, 'never');
      await longEnough(80, async (delay) => {
        const late = executor.with({ delay }).submit(tasks.echo, 'late');
        const now = executor.submit(tasks.echo, 'now');
        await late.result();
        return now.done();
      });
      expect(never.cancel()).to.equal(true);
      await executor.shutdown();
    });

    it('retries a failed task up to its attempts, and not at all with one attempt', async () => {
      const queue = where();
      let starts = 0;
      serve({
        ...queue,
        tasks: {
          failTwice: () => {
            starts += 1;
            if (starts < 3) throw new Error(`start ${starts}`);
            return `start ${starts}`;
          },
        },
      });
      const executor = submit(queue);
      expect(await executor.with({ attempts: 5 }).submit(flaky.failTwice).result()).to.equal('start 3');
      starts = 0;
      expect(await failure(executor.submit(flaky.failTwice))).to.include({ message: 'start 1' });
      starts = 0;
      expect(await failure(executor.with({ attempts: 2, backoff: 1 }).submit(flaky.failTwice))).to.include({
        message: 'start 2',
      });
    });

    it('rejects functions, and names that no server knows', async () => {
      const queue = where();
      serve({ ...queue, tasks: { known: () => 1 } });
      const executor = submit(queue);
      expect(await failure(executor.submit(() => 1))).to.be.instanceOf(TaskNotFoundError);
      const names = taskModule<Record<string, () => unknown>>();
      for (const name of ['unknown', 'constructor', '__proto__', 'toString']) {
        expect(await failure(executor.submit(Reflect.get(names, name) as never))).to.be.instanceOf(TaskNotFoundError);
      }
    });

    it('rejects arguments above the size limit before they are sent', async () => {
      const executor = submit({ ...where(), maxPayload: 1000 });
      expect(await failure(executor.submit(tasks.echo, 'x'.repeat(2000)))).to.have.property(
        'code',
        'ERR_SERIALIZATION',
      );
    });

    it('mapSettled emits the outcome of each row, also of rows that share a job, and goes on after a failed one', async () => {
      const queue = where();
      serve(queue);
      const values = [1, new RangeError('two'), 3, undefined, new RangeError('five')];
      const rows = submit(queue).with({ chunkSize: 2 }).mapSettled(tasks.throwIfError, values);
      const outcomes = await lastValueFrom(rows.pipe(toArray()));
      const brief = outcomes.map((each) =>
        each.status === 'fulfilled' ? [each.index, each.value] : [each.index, String(each.reason)],
      );
      expect(brief).to.deep.equal([
        [0, 1],
        [1, 'RangeError: two'],
        [2, 3],
        [3, undefined],
        [4, 'RangeError: five'],
      ]);
    });

    it("reports the progress of a chunk's calls in the events", async () => {
      const queue = where();
      serve({ ...queue, concurrency: 1 });
      const executor = submit(queue);
      const received: unknown[] = [];
      executor.events.subscribe((event) => {
        if (event.type === 'progress') received.push([event.id, (event as { value?: unknown }).value]);
      });
      const values = [[1, 2], ['a'], [], [null, undefined]];
      const mapped = executor.with({ chunkSize: 4, bufferSize: 4 }).map(tasks.reportProgress, values);
      expect(await lastValueFrom(mapped.pipe(toArray()))).to.deep.equal([2, 1, 0, 2]);
      const byCall = [1, 2, 3, 4].map((id) =>
        (received as [number, unknown][]).filter(([of]) => of === id).map(([, v]) => v),
      );
      expect(byCall).to.deep.equal(values);
    });

    it('checks sizes on both sides: of arguments before they run, of results before they are sent and read', async () => {
      const queue = where();
      serve({ ...queue, maxPayload: 5000, maxResult: 5000, concurrency: 2 });
      const executor = submit(queue);
      const large = 'x'.repeat(9000);
      const refused = [
        await failure(executor.submit(tasks.echo, large)),
        await failure(executor.submit(tasks.transferBack, 9000)),
        await failure(submit({ ...queue, maxResult: 1000 }).submit(tasks.transferBack, 2000)),
      ];
      for (const error of refused) expect(error).to.be.instanceOf(SerializationError);
      expect(refused.map((error) => (error as SerializationError).part)).to.deep.equal([
        'arguments',
        'result',
        'result',
      ]);
      expect(await executor.submit(tasks.echo, 'small').result()).to.equal('small');
    });

    it('puts many calls of a map into one job, and keeps their order', async () => {
      const queue = where();
      const latch = makeFileLatch();
      serve({ ...queue, concurrency: 1 });
      const executor = submit(queue);
      const numbers = Array.from({ length: 500 }, (_, i) => i);
      expect(await lastValueFrom(executor.map(tasks.echo, numbers).pipe(toArray()))).to.deep.equal(numbers);
      const held = executor.submit(tasks.hold, latch);
      await waitForArrivals(latch);
      const chunked = executor.with({ chunkSize: 100, bufferSize: 200 }).map(tasks.add, numbers, [1]);
      const subscription = chunked.subscribe();
      subscription.unsubscribe();
      releaseLatch(latch);
      await held.result();
    });

    it('works in a pipeline with mapOn, ordered or not, and cancels calls that are no longer needed', async () => {
      const queue = where();
      serve({ ...queue, concurrency: 4 });
      const executor = submit(queue);
      const numbers = Array.from({ length: 50 }, (_, i) => i);
      const mapped = (ordered: boolean): Promise<unknown[]> =>
        lastValueFrom(from(numbers).pipe(mapOn(executor, tasks.echo, { ordered, bufferSize: 10 }), toArray()));
      expect(await mapped(true)).to.deep.equal(numbers);
      expect(await mapped(false)).to.have.members(numbers);
      const latch = makeFileLatch();
      const subscription = from([latch]).pipe(mapOn(executor, tasks.untilAborted)).subscribe();
      await waitForArrivals(latch);
      subscription.unsubscribe();
      await until(() => noteOf(latch) !== 0, 'the task notes its abort');
      expect(executor.stats()).to.include({ cancelled: 1, finished: 100 });
    });

    it('rejects streams, which a queue cannot carry, with an explanation', () => {
      const executor = submit(where());
      expect(() => executor.stream(tasks.makeStream as never, 'array', [])).to.throw(
        TypeError,
        'does not support stream() and through()',
      );
      const operator = taskModule<{ twice: (source: Observable<number>) => Observable<number> }>().twice;
      expect(() => from([1]).pipe(through(executor, operator as never))).to.throw(
        TypeError,
        'does not support stream() and through()',
      );
    });

    it('runs and accepts only jobs and results signed with its secret', async () => {
      const queue = where();
      serve({ ...queue, secret: 'the secret' });
      const stranger = submit(queue);
      const wrong = submit({ ...queue, secret: 'another' });
      const friend = submit({ ...queue, secret: 'the secret' });
      expect(await friend.submit(tasks.add, 1, 2).result()).to.equal(3);
      expect(await failure(stranger.submit(tasks.add, 1, 2)))
        .to.have.property('message')
        .that.contains('invalid signature');
      const refused = await failure(wrong.submit(tasks.add, 1, 2));
      expect(refused).to.be.instanceOf(BrokenExecutor);
    });
  });
}

import { expect } from 'chai';
import { lastValueFrom, of } from 'rxjs';
import { SerializationError } from '../../../src/errors/SerializationError.js';
import { taskModule } from '../../../src/executor/taskModule.js';
import { ProcessPoolExecutor, type ProcessPoolOptions } from '../../../src/executors/process/ProcessPoolExecutor.js';
import type { Future } from '../../../src/future/Future.js';
import { through } from '../../../src/operators/through.js';
import { limitMessages, unlimitMessages } from '../../fixtures/channelLimit.js';
import { silenceStderr } from '../../support/silence.js';

const tasks = taskModule<typeof import('../../fixtures/channelLimit.js')>(
  new URL('../../fixtures/channelLimit.js', import.meta.url),
);
const deep = taskModule<typeof import('../../fixtures/nested.js')>(
  new URL('../../fixtures/nested.js', import.meta.url),
);

/** Stands for the 2 GiB that Node's channel takes. */
const most = 10_000;
const tooMany = 2 * most;

describe('messages that are too large for the channel of a process', () => {
  silenceStderr();
  const made: ProcessPoolExecutor[] = [];
  const pool = async (options: ProcessPoolOptions = {}): Promise<ProcessPoolExecutor> => {
    const executor = new ProcessPoolExecutor({ maxWorkers: 1, ...options });
    made.push(executor);
    await executor.submit(tasks.limitMessages, most).result();
    return executor;
  };
  const expectRefused = (error: unknown, part: string): void => {
    expect(error).to.be.instanceOf(SerializationError).with.property('part', part);
    expect(error).to.have.property('message').that.contains(part).and.contains('bytes');
  };
  const failure = (future: Future<unknown>): Promise<unknown> => future.exception();

  beforeEach(() => limitMessages(most));
  afterEach(async () => {
    unlimitMessages();
    await Promise.all(made.splice(0).map((executor) => executor.shutdown({ cancelFutures: true, timeout: 1000 })));
  });

  it('an argument fails its task with an error that names its number, and no other task', async () => {
    const executor = await pool();
    const large: Record<string, { readonly length: number }> = {
      bytes: new Uint8Array(tooMany),
      text: 'x'.repeat(tooMany),
      array: Array.from({ length: tooMany }, () => 0.5),
      Buffer: Buffer.alloc(tooMany),
    };
    for (const [kind, value] of Object.entries(large)) {
      const before = executor.submit(tasks.lengths, [1]);
      const refused = executor.submit(tasks.lengths, [1], value);
      const after = executor.submit(tasks.lengths, [1, 2]);
      expectRefused(await failure(refused), 'argument 2');
      expect([await before.result(), await after.result()], kind).to.deep.equal([[1], [2]]);
    }
  });

  it('a view of 2 GiB is rejected before memory for its copy is allocated', async () => {
    const executor = await pool();
    for (const value of [new Uint8Array(2 ** 31), new DataView(new ArrayBuffer(2 ** 31))]) {
      const refused = executor.submit(tasks.lengths, [1], { value } as never);
      expectRefused(await failure(refused), 'argument 2');
    }
    expect(await executor.submit(tasks.lengths, [1]).result()).to.deep.equal([1]);
  });

  it('arguments that are too large together are rejected, many small tasks are not', async () => {
    const executor = await pool();
    const half = 'x'.repeat(0.6 * most);
    expectRefused(await failure(executor.submit(tasks.lengths, half, half)), 'arguments');
    const futures = Array.from({ length: 20 }, () => executor.submit(tasks.lengths, half));
    for (const future of futures) expect(await future.result()).to.deep.equal([half.length]);
  });

  it('a result fails its task in the worker, and no other task', async () => {
    const executor = await pool();
    for (const task of [tasks.bytes, tasks.text]) {
      await executor.submit(task as typeof tasks.text, 1).result();
      const futures = [1, tooMany, 2].map((count) => executor.submit(task as typeof tasks.text, count));
      expectRefused(await failure(futures[1] as Future<unknown>), 'result');
      expect([(await futures[0]?.result())?.length, (await futures[2]?.result())?.length]).to.deep.equal([1, 2]);
    }
    const many = Array.from({ length: 20 }, () => executor.submit(tasks.bytes, 0.6 * most));
    for (const future of many) expect(await future.result()).to.have.length(0.6 * most);
    expect(executor.stats()).to.include({ workers: 1 });
  });

  it('a progress value, a stream item, and a value for an operator', async () => {
    const executor = await pool();
    expect(await executor.submit(tasks.reportBytes, tooMany).result())
      .to.contain('progress value')
      .and.contain('bytes');
    const items: number[] = [];
    const stream = executor.stream(tasks.streamBytes, 1, 2, tooMany);
    const ended = await stream.forEach(({ length }) => void items.push(length)).catch((error: unknown) => error);
    expectRefused(ended, 'stream item');
    expect(items).to.deep.equal([1, 2]);
    const fed = of(1, new Uint8Array(tooMany)).pipe(through(executor, deep.same));
    expectRefused(await lastValueFrom(fed).catch((error: unknown) => error), 'stream item');
    expect(await executor.submit(tasks.lengths, [1]).result()).to.deep.equal([1]);
  });

  it('an argument of the initializer: breaks the pool with an error that names it', async () => {
    const executor = new ProcessPoolExecutor({ initializer: deep.initialize, initArgs: [1, new Uint8Array(tooMany)] });
    made.push(executor);
    const error = (await failure(executor.submit(deep.initialized))) as Error;
    expectRefused(error.cause, 'initArgs[1]');
  });
});

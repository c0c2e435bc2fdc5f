import { expect } from 'chai';
import { NEVER } from 'rxjs';
import { TestScheduler } from 'rxjs/testing';
import { EventLoopExecutor } from '../../src/executors/eventLoop/EventLoopExecutor.js';
import { ProcessPoolExecutor } from '../../src/executors/process/ProcessPoolExecutor.js';
import { frozenFuture } from '../../src/executors/test/frozenFuture.js';
import { TestExecutor } from '../../src/executors/test/TestExecutor.js';
import { ThreadPoolExecutor } from '../../src/executors/thread/ThreadPoolExecutor.js';
import { WebWorkerPoolExecutor } from '../../src/executors/webWorker/WebWorkerPoolExecutor.js';
import { Future } from '../../src/future/Future.js';
import { provideExecutor } from '../../src/integrations/angular/provideExecutor.js';
import { readArguments } from '../../src/integrations/cli/readArguments.js';
import { recordTimeline } from '../../src/integrations/trace/recordTimeline.js';
import { toHtml } from '../../src/integrations/trace/toHtml.js';
import { asCompleted } from '../../src/operators/asCompleted.js';
import { mapOn } from '../../src/operators/mapOn.js';
import { wait } from '../../src/operators/wait.js';
import { BullMQJobStore } from '../../src/queue/bullmq/BullMQJobStore.js';
import { BullMQExecutor } from '../../src/queue/client/BullMQExecutor.js';
import { MemoryJobStore } from '../../src/queue/memory/MemoryJobStore.js';
import { serve } from '../../src/queue/server/serve.js';

/** Passes the options; throws, or rejects with, the error of invalid ones. */
type Take = (options: never) => unknown;

const local = new EventLoopExecutor();
const store = new MemoryJobStore();
const clock = new TestScheduler(() => undefined);
const timeline = recordTimeline(local).timeline();
const served = { tasks: { one: () => 1 }, executor: local, store };
const queued = new BullMQExecutor({ store });
const frozen = (outcome: object): unknown => frozenFuture('FINISHED', outcome as { value: unknown });
const serving = (more: object): unknown => void serve({ ...served, ...more }).close();

/**
 * Every function with options: a misspelt name, the suggested one, and the example for a value that is no options
 * object.
 */
const takers: readonly (readonly [name: string, take: Take, misspelt: string, meant: string, write: string])[] = [
  ['EventLoopExecutor', (o) => new EventLoopExecutor(o), 'maxThreads', 'maxWorkers', '{ maxWorkers: 4 }'],
  ['ThreadPoolExecutor', (o) => new ThreadPoolExecutor(o), 'max_workers', 'maxWorkers', '{ maxWorkers: 4 }'],
  ['ThreadPoolExecutor', (o) => new ThreadPoolExecutor(o), 'initargs', 'initArgs', '{ maxWorkers: 4 }'],
  ['ThreadPoolExecutor', (o) => new ThreadPoolExecutor(o), 'resourceLimit', 'resourceLimits', '{ maxWorkers: 4 }'],
  ['ProcessPoolExecutor', (o) => new ProcessPoolExecutor(o), 'max_tasks_per_child', 'maxTasksPerChild', 'maxWorkers'],
  ['ProcessPoolExecutor', (o) => new ProcessPoolExecutor(o), 'execargv', 'execArgv', 'maxWorkers'],
  ['WebWorkerPoolExecutor', (o) => new WebWorkerPoolExecutor(o), 'startTimout', 'startTimeout', 'maxWorkers'],
  ['TestExecutor', (o) => new TestExecutor(clock, o), 'durations', 'duration', 'new TestExecutor(scheduler, {'],
  ['BullMQExecutor', (o) => new BullMQExecutor(o), 'conection', 'connection', "{ queue: 'media' }"],
  ['BullMQJobStore', (o) => new BullMQJobStore(o), 'Prefix', 'prefix', "{ queue: 'media' }"],
  ['MemoryJobStore', (o) => new MemoryJobStore(o), 'retains', 'retain', 'retain'],
  ['attach', (o) => queued.attach(o), 'idempotencykey', 'idempotencyKey', 'attach'],
  ['with', (o) => local.with(o), 'timeuot', 'timeout', 'executor.with({ timeout: 1000 })'],
  ['with', (o) => local.with(o), 'chunksize', 'chunkSize', 'executor.with({ timeout: 1000 })'],
  ["a queue's with", (o) => queued.with(o), 'attempt', 'attempts', 'executor.with('],
  ['shutdown', (o) => new EventLoopExecutor().shutdown(o), 'cancel_futures', 'cancelFutures', '{ wait: false }'],
  ['close', (o) => serve(served).close(o), 'timeOut', 'timeout', 'close({ timeout:'],
  ['wait', (o) => wait(o), 'return_when', 'returnWhen', 'from(futures).pipe(wait())'],
  ['asCompleted', (o) => asCompleted(o), 'timeuot', 'timeout', 'from(futures).pipe(asCompleted())'],
  ['mapOn', (o) => mapOn(local, Math.sqrt, o), 'order', 'ordered', 'mapOn(executor, task, {'],
  ['recordTimeline', (o) => recordTimeline(local, o), 'limits', 'limit', 'recordTimeline(executor, {'],
  ['toHtml', (o) => toHtml(timeline, o), 'titel', 'title', 'toHtml(timeline, {'],
  ['provideExecutor', (o) => provideExecutor(() => local, o), 'cancelFuture', 'cancelFutures', '{ wait: false }'],
  ['frozenFuture', (o) => frozenFuture('FINISHED', o), 'values', 'value', "frozenFuture('FINISHED', {"],
];

/** Returns the error for the options; `undefined` when they are accepted. */
async function refusal(take: Take, options: unknown): Promise<unknown> {
  try {
    await take(options as never);
    return undefined;
  } catch (error) {
    return error;
  }
}

function expectTypeError(error: unknown, ...parts: readonly string[]): void {
  expect(error).to.be.an.instanceOf(TypeError);
  for (const part of parts) expect((error as Error).message).to.include(part);
}

describe('options', () => {
  for (const [name, take, misspelt, meant, write] of takers) {
    it(`of ${name}: ${misspelt} is rejected, and ${meant} suggested`, async () => {
      for (const value of [1, undefined]) {
        const error = await refusal(take, { [misspelt]: value });
        expectTypeError(error, `unknown option ${misspelt}; did you mean ${meant}?`);
      }
    });

    it(`of ${name}: a name similar to none is rejected with the list of names`, async () => {
      for (const given of [{ xyzzy: 1 }, JSON.parse('{"__proto__":1}'), { constructor: 1 }]) {
        expectTypeError(await refusal(take, given), `unknown option ${Object.keys(given)[0]}; the options of`, meant);
      }
    });

    it(`of ${name}: a value that is no options object is rejected with an example`, async () => {
      const none = [[], [Future.of(1)], Future.of(1), NEVER, Promise.resolve(), () => 1, 5, 'text', null, new Date()];
      const more = name === 'attach' ? none.filter((each) => typeof each !== 'string') : none;
      for (const each of [...more, AbortSignal.abort(), new Map(), Symbol('s'), 5n, true]) {
        expectTypeError(await refusal(take, each), 'takes', write);
      }
      expectTypeError(await refusal(take, new Map()), 'got an instance of Map');
    });
  }

  it('within options: those of retain are checked, with their path in the message', async () => {
    const takes: Take[] = [
      (retain) => new MemoryJobStore({ retain }),
      (retain) => new BullMQJobStore({ queue: 'q', retain }),
      (retain) => new BullMQExecutor({ queue: 'q', retain }),
      (retain) => serving({ retain }),
    ];
    for (const take of takes) {
      const error = await refusal(take, { counts: 1 });
      expectTypeError(error, 'unknown option retain.counts; did you mean retain.count?');
      expectTypeError(await refusal(take, [1]), 'retain takes options; write retain: {');
    }
  });

  it("within options: resourceLimits must have Node's names and be in range", async () => {
    const take: Take = (resourceLimits) => new ThreadPoolExecutor({ resourceLimits });
    expectTypeError(
      await refusal(take, { maxOldGenerationSizeMB: 64 }),
      'unknown option resourceLimits.maxOldGenerationSizeMB; did you mean resourceLimits.maxOldGenerationSizeMb?',
    );
    expectTypeError(await refusal(take, [64]), 'write { resourceLimits: { maxOldGenerationSizeMb: 64 } }');
    expectTypeError(await refusal(take, { stackSizeMb: '4' }), 'stackSizeMb must be a number of megabytes, got "4"');
    expect(await refusal(take, { stackSizeMb: Number.NaN })).to.be.instanceOf(RangeError);
    expect(() => new ThreadPoolExecutor({ resourceLimits: { maxOldGenerationSizeMb: 64 } })).not.to.throw();
  });

  it('within options: those of ioredis are not checked', async () => {
    const queue = new BullMQExecutor({
      queue: 'q',
      connection: { host: '127.0.0.1', lazyConnect: true, nonsense: 1 } as never,
    });
    await queue.shutdown();
  });

  it('may each be undefined', async () => {
    const pool = Object.fromEntries(
      'maxWorkers minWorkers threadNamePrefix initializer initArgs initTimeout finalizer maxTasksPerChild idleTimeout tasksPerWorker onWorkerLost abortGrace maxQueue submitStacks worker'
        .split(' ')
        .map((name) => [name, undefined]),
    );
    const queue = { queue: undefined, connection: undefined, prefix: undefined, retain: undefined, secret: undefined };
    const submit = {
      signal: undefined,
      timeout: undefined,
      priority: undefined,
      label: undefined,
      chunkSize: undefined,
    };
    for (const executor of [
      new EventLoopExecutor({ maxWorkers: undefined, isolate: undefined, worker: undefined }),
      new ThreadPoolExecutor({ ...pool, env: undefined, resourceLimits: undefined, execArgv: undefined }),
      new ProcessPoolExecutor({ ...pool, env: undefined, cwd: undefined, execPath: undefined, execArgv: undefined }),
      new WebWorkerPoolExecutor({ ...pool, worker: () => expect.fail('a worker was made'), startTimeout: undefined }),
      new BullMQExecutor({ ...queue, store, reconcile: undefined, maxQueue: undefined }),
    ]) {
      executor.with(submit);
      await executor.shutdown({ wait: undefined, cancelFutures: undefined, timeout: undefined });
    }
    new TestExecutor(clock, { maxWorkers: undefined, duration: undefined, answer: undefined });
    wait({ timeout: undefined, returnWhen: undefined, scheduler: undefined });
    asCompleted({ timeout: undefined, scheduler: undefined });
    mapOn(local, Math.sqrt, { ordered: undefined, bufferSize: undefined });
    recordTimeline(local, { limit: undefined }).stop();
    toHtml(timeline, { title: undefined });
    new MemoryJobStore({ retain: { count: undefined, age: undefined } });
    frozen({ value: undefined });
  });

  it('are read only from own properties of a plain object, a class or a module', async () => {
    class Settings {
      maxWorkers = 1;
    }
    const module = await import('./settings.js');
    for (const options of [new Settings(), module, Object.create({ maxThreads: 1, isolate: 'inherited' }) as object]) {
      expect(await refusal((o) => new EventLoopExecutor(o), options)).to.equal(undefined);
    }
    const marked = Object.defineProperty({}, '__ob__', { value: 1, enumerable: false });
    expect(await refusal((o) => new EventLoopExecutor(o), marked)).to.equal(undefined);
  });

  it('are read once each', () => {
    let reads = 0;
    new EventLoopExecutor({
      get maxWorkers() {
        reads += 1;
        return 1;
      },
    });
    expect(reads).to.equal(1);
  });

  it('of a wrong type are rejected by name, with the wanted type and the given value', async () => {
    const bad: readonly (readonly [Take, object, string])[] = [
      [(o) => local.with(o), { label: 5 }, 'label must be a string, got 5'],
      [(o) => local.with(o), { captureContext: 5 }, 'captureContext must be a function, got 5'],
      [(o) => local.shutdown(o), { wait: 'no' }, 'wait must be true or false, got "no"'],
      [(o) => new ThreadPoolExecutor(o), { onWorkerLost: 5 }, "onWorkerLost must be 'break' or 'replace', got 5"],
      [(o) => new TestExecutor(clock, o), { onWorkerLost: 5 }, "onWorkerLost must be 'break' or 'replace', got 5"],
      [(o) => new ThreadPoolExecutor(o), { submitStacks: 1 }, 'submitStacks must be true or false, got 1'],
      [(o) => new ThreadPoolExecutor(o), { threadNamePrefix: 7n }, 'threadNamePrefix must be a string, got 7n'],
      [(o) => new ThreadPoolExecutor(o), { initArgs: 'ab' }, 'initArgs must be an array, got "ab"'],
      [(o) => new ThreadPoolExecutor(o), { initializer: null }, 'initializer must be a task, got null'],
      [(o) => new ThreadPoolExecutor(o), { finalizer: 'close' }, 'finalizer must be a task, got "close"'],
      [(o) => new ProcessPoolExecutor(o), { execArgv: [1] }, 'execArgv must be an array of strings, got an array'],
      [serving, { concurrency: '4' }, 'concurrency must be a whole number, got "4"'],
    ];
    for (const [take, options, message] of bad) expectTypeError(await refusal(take, options), message);
  });

  it('of the command are rejected in the same way', () => {
    const flags = (...more: string[]): unknown => readArguments(['serve', 'tasks.js', '--queue', 'q', ...more]);
    expect(() => flags('--concurency', '2')).to.throw('unknown option --concurency; did you mean --concurrency?');
    expect(() => flags('--xyzzy=2')).to.throw('unknown option --xyzzy; there are --queue, --concurrency');
  });
});

import { AsyncLocalStorage } from 'node:async_hooks';
import { expect } from 'chai';
import type { Executor } from '../../../src/executor/Executor.js';
import { taskModule } from '../../../src/executor/taskModule.js';
import { EventLoopExecutor } from '../../../src/executors/eventLoop/EventLoopExecutor.js';
import { ProcessPoolExecutor } from '../../../src/executors/process/ProcessPoolExecutor.js';
import { ThreadPoolExecutor } from '../../../src/executors/thread/ThreadPoolExecutor.js';

const tasks = taskModule<typeof import('../../fixtures/tasks.js')>(new URL('../../fixtures/tasks.js', import.meta.url));
const requests = new AsyncLocalStorage<string>();

const pools: Readonly<Record<string, () => Executor>> = {
  threads: () => new ThreadPoolExecutor({ maxWorkers: 1 }),
  processes: () => new ProcessPoolExecutor({ maxWorkers: 1 }),
};

/** The stores of Node's AsyncLocalStorage in the callbacks of each submitter. */
describe('AsyncLocalStorage', () => {
  const made: Executor[] = [];
  const opened = (executor: Executor): Executor => {
    made.push(executor);
    return executor;
  };
  afterEach(() => Promise.all(made.splice(0).map((executor) => executor.shutdown())));

  /** Submits in the context of a request; returns the context of the subscriber, and the label that the task saw. */
  function submitIn(
    request: string,
    executor: Executor,
  ): Promise<[seen: string | undefined, label: string | undefined]> {
    return requests.run(
      request,
      () =>
        new Promise((resolve, reject) => {
          executor.submit(tasks.identify).subscribe({
            next: ({ label }) => resolve([requests.getStore(), label]),
            error: reject,
          });
        }),
    );
  }

  for (const [name, make] of Object.entries(pools)) {
    it(`is not that of the request that started the worker: ${name}`, async () => {
      const executor = opened(make());
      expect((await submitIn('first', executor))[0]).to.equal(undefined);
      expect((await submitIn('second', executor))[0]).to.equal(undefined);
    });

    it(`is that of the submit with captureContext, whose label reaches the task: ${name}`, async () => {
      const executor = opened(make()).with({
        captureContext: () => AsyncLocalStorage.snapshot(),
        label: () => requests.getStore(),
      });
      const seen = await Promise.all(['a', 'b', 'c'].map((request) => submitIn(request, executor)));
      expect(seen).to.deep.equal(['a', 'b', 'c'].map((request) => [request, request]));
    });
  }

  it('is that of the submit with captureContext also in a task on the event loop', async () => {
    const executor = opened(new EventLoopExecutor()).with({ captureContext: () => AsyncLocalStorage.snapshot() });
    const store = async (): Promise<string | undefined> => {
      await Promise.resolve();
      return requests.getStore();
    };
    const submit = (request: string) => requests.run(request, () => executor.submit(store).result());
    expect(await Promise.all(['a', 'b'].map(submit))).to.deep.equal(['a', 'b']);
  });
});

import { expect } from 'chai';
import type { Executor } from '../../../src/executor/Executor.js';
import { taskModule } from '../../../src/executor/taskModule.js';
import { EventLoopExecutor } from '../../../src/executors/eventLoop/EventLoopExecutor.js';
import { ProcessPoolExecutor } from '../../../src/executors/process/ProcessPoolExecutor.js';
import { ThreadPoolExecutor } from '../../../src/executors/thread/ThreadPoolExecutor.js';
import { arrivals, type Latch, makeFileLatch, releaseLatch, waitForArrivals } from '../../support/latch.js';

const kinds = {
  EventLoopExecutor: () => new EventLoopExecutor({ maxWorkers: 1, abortGrace: 60_000 }),
  ThreadPoolExecutor: () => new ThreadPoolExecutor({ maxWorkers: 1, abortGrace: 60_000 }),
  ProcessPoolExecutor: () => new ProcessPoolExecutor({ maxWorkers: 1, abortGrace: 60_000 }),
} as const;

/** The tasks of a module that is loaded when the latch is released. */
function lateTasks(latch: Latch): ReturnType<typeof taskModule<typeof import('../../fixtures/loadsLate.js')>> {
  const url = new URL('../../fixtures/loadsLate.js', import.meta.url);
  url.searchParams.set('latch', (latch as { path: string }).path);
  return taskModule<typeof import('../../fixtures/loadsLate.js')>(url);
}

for (const [name, make] of Object.entries<() => Executor>(kinds)) {
  describe(`a task of a ${name} whose module is still being loaded`, () => {
    it('is not called when it was aborted meanwhile, and the next one is', async () => {
      const [loading, called, next] = [makeFileLatch(), makeFileLatch(), makeFileLatch()];
      const { count } = lateTasks(loading);
      await using executor = make();
      const aborted = executor.submit(count, called);
      await waitForArrivals(loading);
      expect(aborted.abort()).to.equal(true);
      const after = executor.submit(count, next);
      releaseLatch(loading);
      await after.result();
      expect([aborted.state, arrivals(called), arrivals(next)]).to.deep.equal(['CANCELLED', 0, 1]);
    });
  });
}

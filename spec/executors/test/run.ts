import type { RunHelpers } from 'rxjs/testing';
import { TestExecutor } from '../../../src/executors/test/TestExecutor.js';
import type { TestOptions } from '../../../src/executors/test/testOptions.js';
import { testScheduler } from '../../support/marbles.js';

/** Does something at a frame of virtual time. */
export type At = (frame: number, work: () => void) => void;

/** An executor within a run of RxJS's TestScheduler. */
export function run(options: TestOptions, test: (executor: TestExecutor, helpers: RunHelpers, at: At) => void): void {
  const scheduler = testScheduler();
  scheduler.run((helpers) => {
    const at: At = (frame, work) => void scheduler.schedule(work, frame);
    test(new TestExecutor(scheduler, options), helpers, at);
  });
}

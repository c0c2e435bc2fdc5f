import { expectTypeOf } from 'expect-type';
import type {
  BullMQExecutorOptions,
  BullMQStoreOptions,
  QueueSubmitOptions,
  ServeOptions,
} from '../../src/bullmq/index.js';
import type { MemoryStoreOptions } from '../../src/bullmq/MemoryJobStore.js';
import type {
  AsCompletedOptions,
  EventLoopOptions,
  MapOnOptions,
  SubmitOptions,
  WaitOptions,
} from '../../src/index.js';
import type { ProcessPoolOptions, ThreadPoolOptions } from '../../src/node/index.js';
import type { TestOptions } from '../../src/testing/index.js';
import type { HtmlOptions, RecordOptions } from '../../src/trace/index.js';
import type { WebWorkerPoolOptions } from '../../src/web/index.js';

/** The names of options that can be left out and yet not be given as `undefined`. */
type Strict<O> = {
  [K in keyof O]-?: Record<never, never> extends Pick<O, K> ? (undefined extends Required<O>[K] ? never : K) : never;
}[keyof O];

interface All {
  EventLoopOptions: Strict<EventLoopOptions>;
  ThreadPoolOptions: Strict<ThreadPoolOptions>;
  ProcessPoolOptions: Strict<ProcessPoolOptions>;
  WebWorkerPoolOptions: Strict<WebWorkerPoolOptions>;
  TestOptions: Strict<TestOptions>;
  SubmitOptions: Strict<SubmitOptions>;
  QueueSubmitOptions: Strict<QueueSubmitOptions>;
  BullMQExecutorOptions: Strict<BullMQExecutorOptions>;
  BullMQStoreOptions: Strict<BullMQStoreOptions>;
  ServeOptions: Strict<ServeOptions>;
  MemoryStoreOptions: Strict<MemoryStoreOptions>;
  WaitOptions: Strict<WaitOptions>;
  AsCompletedOptions: Strict<AsCompletedOptions>;
  MapOnOptions: Strict<MapOnOptions>;
  RecordOptions: Strict<RecordOptions>;
  HtmlOptions: Strict<HtmlOptions>;
}

/** Never run: it has only to compile. */
export function optionTypes(): void {
  expectTypeOf<Strict<{ one?: number }>>().toEqualTypeOf<'one'>();
  expectTypeOf<All[keyof All]>().toBeNever();
}

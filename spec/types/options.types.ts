import { expectTypeOf } from 'expect-type';
import type {
  BullMQExecutorOptions,
  BullMQStoreOptions,
  QueueSubmitOptions,
  ServeOptions,
} from '../../src/entryPoints/bullmq.js';
import type {
  AsCompletedOptions,
  EventLoopOptions,
  MapOnOptions,
  SubmitOptions,
  WaitOptions,
} from '../../src/entryPoints/index.js';
import type { ProcessPoolOptions, ThreadPoolOptions } from '../../src/entryPoints/node.js';
import type { TestOptions } from '../../src/entryPoints/testing.js';
import type { HtmlOptions, RecordOptions } from '../../src/entryPoints/trace.js';
import type { WebWorkerPoolOptions } from '../../src/entryPoints/web.js';
import type { MemoryStoreOptions } from '../../src/queue/memory/MemoryJobStore.js';

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

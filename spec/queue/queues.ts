import { EventLoopExecutor } from '../../src/executors/eventLoop/EventLoopExecutor.js';
import { BullMQExecutor, type BullMQExecutorOptions } from '../../src/queue/client/BullMQExecutor.js';
import { MemoryJobStore } from '../../src/queue/memory/MemoryJobStore.js';
import type { JobServer } from '../../src/queue/server/JobServer.js';
import { type ServeOptions, serve } from '../../src/queue/server/serve.js';

/** The tasks that are served in the specs. */
export const servedTasks = new URL('../fixtures/servedTasks.js', import.meta.url);

/** The executor contract's settings for a BullMQExecutor with any store. */
export const abilities = {
  name: 'BullMQExecutor',
  copies: true,
  kills: false,
  moves: false,
  latches: 'files',
  inline: false,
  slots: false,
  streams: false,
  shared: false,
} as const;

/** For a suite: queues in this process, each with its server, which end after each test. */
export function queues(): {
  readonly serve: (options: Partial<ServeOptions>) => JobServer;
  readonly submit: (options: BullMQExecutorOptions) => BullMQExecutor;
  /** An executor over a store in memory, with a server of so many slots. */
  readonly make: (options?: { maxWorkers?: number; maxQueue?: number }) => BullMQExecutor;
} {
  const ends: (() => Promise<void>)[] = [];
  afterEach(async () => {
    for (const end of ends.splice(0).reverse()) await end();
  });
  const made = {
    serve(options: Partial<ServeOptions>): JobServer {
      const executor = new EventLoopExecutor({ abortGrace: 50, isolate: true });
      const server = serve({ tasks: servedTasks, executor, ...options });
      ends.push(async () => {
        await server.close({ timeout: 100 });
        await executor.shutdown({ timeout: 100 });
      });
      return server;
    },
    submit(options: BullMQExecutorOptions): BullMQExecutor {
      const executor = new BullMQExecutor(options);
      ends.push(() => executor.shutdown({ cancelFutures: true, timeout: 500 }));
      return executor;
    },
    make({ maxWorkers = 2, ...options }: { maxWorkers?: number; maxQueue?: number } = {}): BullMQExecutor {
      const store = new MemoryJobStore();
      made.serve({ store, concurrency: maxWorkers });
      return made.submit({ store, ...options });
    },
  };
  return made;
}

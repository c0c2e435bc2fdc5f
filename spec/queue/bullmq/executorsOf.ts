import { BullMQExecutor, type BullMQExecutorOptions } from '../../../src/queue/client/BullMQExecutor.js';
import type { SuiteRedis } from './redisFor.js';

/** For a suite: executors that end with each test. */
export function executorsOf(
  redis: SuiteRedis,
): (queue: string, options?: Partial<BullMQExecutorOptions>) => BullMQExecutor {
  const made: BullMQExecutor[] = [];
  afterEach(async () => {
    await Promise.all(made.splice(0).map((each) => each.shutdown({ cancelFutures: true, timeout: 200 })));
  });
  return (queue, options) => {
    const executor = new BullMQExecutor({ queue, connection: { port: redis.process.port }, ...options });
    made.push(executor);
    return executor;
  };
}

/** From 0 on. */
export const numbers = (count: number): number[] => Array.from({ length: count }, (_, i) => i);

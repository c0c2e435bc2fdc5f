import type { JobFuture } from '../../../src/executor/JobFuture.js';
import { describeExecutor } from '../../contract/executorContract.js';
import { describeThoroughly } from '../../support/thorough.js';
import { until } from '../../support/until.js';
import { abilities, queues } from '../queues.js';
import { redisFor } from './redisFor.js';

describeThoroughly('on Redis,', () => {
  const redis = redisFor();
  const { serve, submit } = queues();
  let queue: string;

  describeExecutor({
    ...abilities,
    make({ maxWorkers = 2, ...options } = {}) {
      queue = redis.queue();
      const where = { queue, connection: { port: redis.process.port } };
      serve({ ...where, concurrency: maxWorkers });
      return submit({ ...where, ...options });
    },
    async queued(futures) {
      const keys = futures.map((future) => `{fx}:${queue}:${(future as JobFuture<unknown>).id}`);
      await until(async () => (await redis.client.exists(...keys)) === keys.length, 'Redis has the jobs');
    },
  });
});

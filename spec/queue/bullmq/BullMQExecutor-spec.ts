import { describeExecutor } from '../../contract/executorContract.js';
import { describeThoroughly } from '../../support/thorough.js';
import { abilities, queues } from '../queues.js';
import { redisFor } from './redisFor.js';

describeThoroughly('on Redis,', () => {
  const redis = redisFor();
  const { serve, submit } = queues();

  describeExecutor({
    ...abilities,
    make({ maxWorkers = 2, ...options } = {}) {
      const where = { queue: redis.queue(), connection: { port: redis.process.port } };
      serve({ ...where, concurrency: maxWorkers });
      return submit({ ...where, ...options });
    },
  });
});

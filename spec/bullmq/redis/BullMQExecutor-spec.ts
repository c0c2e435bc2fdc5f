import { describeExecutor } from '../../contract/executorContract.js';
import { describeThoroughly } from '../../support/thorough.js';
import { queues } from '../queues.js';
import { redisFor } from './redisFor.js';

describeThoroughly('on Redis,', () => {
  const redis = redisFor();
  const { serve, submit } = queues();

  describeExecutor({
    name: 'BullMQExecutor',
    make({ maxWorkers = 2, ...options } = {}) {
      const where = { queue: redis.queue(), connection: { port: redis.process.port } };
      serve({ ...where, concurrency: maxWorkers });
      return submit({ ...where, ...options });
    },
    copies: true,
    kills: false,
    moves: false,
    gates: 'files',
    inline: false,
    slots: false,
    streams: false,
  });
});

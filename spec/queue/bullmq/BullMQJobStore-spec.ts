import { BullMQJobStore } from '../../../src/queue/bullmq/BullMQJobStore.js';
import { describeStore } from '../storeContract.js';
import { redisFor } from './redisFor.js';

describe('on Redis,', () => {
  const redis = redisFor();

  describeStore('BullMQJobStore', () => {
    const connection = { host: '127.0.0.1', port: redis.process.port };
    return new BullMQJobStore({ queue: redis.queue(), connection });
  });
});

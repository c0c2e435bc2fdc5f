import { describeQueue } from '../queueSemantics.js';
import { redisFor } from './redisFor.js';

describe('on Redis,', () => {
  const redis = redisFor();

  describeQueue('a queue of BullMQ', () => ({
    queue: redis.queue(),
    connection: { host: '127.0.0.1', port: redis.process.port },
  }));
});

import { describeExecutor } from '../contract/executorContract.js';
import { queues } from './queues.js';

describe('over a store in memory,', () => {
  const { make } = queues();

  describeExecutor({
    name: 'BullMQExecutor',
    make,
    copies: true,
    kills: false,
    moves: false,
    gates: 'files',
    inline: false,
    slots: false,
    streams: false,
  });
});

import { describeExecutor } from '../contract/executorContract.js';
import { abilities, queues } from './queues.js';

describe('over a store in memory,', () => {
  const { make } = queues();

  describeExecutor({ ...abilities, make });
});

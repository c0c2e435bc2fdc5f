import { serve } from 'rx-futures/bullmq';
import { ThreadPoolExecutor } from 'rx-futures/node';
import { queueOptions } from './queue.js';

/** A worker process: serves the queue, and runs the jobs on a pool of threads. */
const server = serve({
  ...queueOptions(),
  tasks: new URL('./tasks.js', import.meta.url),
  executor: new ThreadPoolExecutor({ maxWorkers: 2 }),
  concurrency: 4,
});
await server.ready;
process.send?.({ say: 'ready' });

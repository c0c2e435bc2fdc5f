import { ProcessPoolExecutor } from '../../../src/executors/process/ProcessPoolExecutor.js';
import { ThreadPoolExecutor } from '../../../src/executors/thread/ThreadPoolExecutor.js';
import { serve } from '../../../src/queue/server/serve.js';
import type { ServingOptions } from './programs.js';

/** A program that serves a queue with the tasks of the contract. */
const options = JSON.parse(process.argv[2] as string) as ServingOptions;
const { queue, port, concurrency = 2, pool = 'threads', user, lockDuration, stalledInterval } = options;
const Pool = pool === 'threads' ? ThreadPoolExecutor : ProcessPoolExecutor;
const executor = new Pool({ maxWorkers: concurrency, onWorkerLost: 'replace' });
const server = serve({
  ...{ queue, concurrency, executor },
  ...(lockDuration !== undefined && { lockDuration }),
  ...(stalledInterval !== undefined && { stalledInterval }),
  connection: { port, ...(user !== undefined && { username: user, password: 'secret' }) },
  tasks: new URL('../../fixtures/queueTasks.js', import.meta.url),
});
await server.ready;
process.send?.('ready');

// A server of rx-futures: `node ours.mjs PORT QUEUE CONCURRENCY`.

import { serve } from '../../dist/bundle/entryPoints/bullmq/index.js';
import { EventLoopExecutor } from '../../dist/bundle/entryPoints/index/index.js';

const [, , port, queue, concurrency] = process.argv;
const executor = new EventLoopExecutor({ maxWorkers: 1_000_000 });
const tasks = { echo: (value) => value };
const server = serve({ tasks, executor, queue, connection: { port: Number(port) }, concurrency: Number(concurrency) });
await server.ready;
process.on('message', () => process.send(process.cpuUsage()));
process.once('disconnect', () => process.exit()); // the bench has failed
process.send('ready');

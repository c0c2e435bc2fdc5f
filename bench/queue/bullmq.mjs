// A worker of BullMQ as it comes: `node bullmq.mjs PORT QUEUE CONCURRENCY`.
import { Worker } from 'bullmq';

const [, , port, queue, concurrency] = process.argv;
const worker = new Worker(queue, async (job) => job.data, {
  connection: { port: Number(port) },
  concurrency: Number(concurrency),
});
await worker.waitUntilReady();
process.on('message', () => process.send(process.cpuUsage()));
process.once('disconnect', () => process.exit()); // the bench has failed
process.send('ready');

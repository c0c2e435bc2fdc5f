import { Queue, QueueEvents } from 'bullmq';
import { BullMQExecutor } from '../../dist/bundle/entryPoints/bullmq/index.js';
import { taskModule } from '../../dist/bundle/entryPoints/index/index.js';

/**
 * BullMQ with its defaults and a longer event log: with 10,000 entries it loses results of this many jobs, and hangs.
 */
export const bullmq = {
  name: 'bullmq',
  async start(port, name) {
    const queue = new Queue(name, { connection: { port }, streams: { events: { maxLen: 100_000 } } });
    const events = new QueueEvents(name, { connection: { port } });
    for (const each of [queue, events]) each.setMaxListeners(0);
    await events.waitUntilReady();
    await new Promise((resolve) => setTimeout(resolve, 200)); // it reports ready before it reads: the event of a job that ends at once is lost
    return {
      call: async (value) => (await queue.add('echo', value)).waitUntilFinished(events),
      async end() {
        await events.close();
        await queue.close();
      },
    };
  },
};

/** rx-futures with its defaults. */
export const ours = {
  name: 'ours',
  async start(port, name) {
    const executor = new BullMQExecutor({ queue: name, connection: { port } });
    const { echo } = taskModule();
    return {
      executor,
      echo,
      call: (value) => executor.submit(echo, value).result(),
      end: () => executor.shutdown({ cancelFutures: true, timeout: 1000 }),
    };
  },
};

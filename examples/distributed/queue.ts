import type { QueueOptions } from 'rx-futures/bullmq';
import { RemoteStore } from './embedded/RemoteStore.js';

/** Returns the queue that the launcher has passed to this process: on Redis, or in the launcher's memory. */
export function queueOptions(): QueueOptions {
  const { REDIS, QUEUE } = process.env as { REDIS?: string; QUEUE: string };
  return REDIS === undefined ? { store: new RemoteStore() } : { queue: QUEUE, connection: REDIS };
}

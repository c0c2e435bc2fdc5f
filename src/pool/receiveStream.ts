import { StreamJob } from '../executor/StreamJob.js';
import type { StreamMessage } from '../protocol/messages.js';
import type { PoolWorker } from './PoolWorker.js';

/** Passes a message from a stream's producer in the worker to its consumer on the host, unless the job was detached. */
export function receiveStream(worker: PoolWorker, message: StreamMessage): void {
  const entry = worker.slots.at(message.slot);
  if (entry === undefined || !worker.holds(entry)) return;
  const { job } = entry;
  if (job.state === 'PENDING') job.start();
  if (job instanceof StreamJob) deliver(job, message);
}

function deliver({ consumer }: StreamJob, message: StreamMessage): void {
  switch (message.kind) {
    case 'items':
      return consumer.items(message.first, message.values);
    case 'request':
      return consumer.requestInput(message.source, message.count);
    case 'cancel':
      return consumer.cancelInput(message.source);
  }
}

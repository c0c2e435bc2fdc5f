import type { StreamConsumer, StreamSpec } from '../streams/ports.js';
import { Job, type Submission } from './Job.js';

/** The consumer of a job's stream, and the settings with which it subscribed. */
export interface JobStreamConsumer extends StreamConsumer {
  readonly spec: StreamSpec;
}

/** A submitted task whose result is a stream. It succeeds with the number of its items. */
export class StreamJob extends Job<number> {
  readonly consumer: JobStreamConsumer;

  constructor(id: number, submission: Submission, args: readonly unknown[], consumer: JobStreamConsumer) {
    super(id, submission, args);
    this.consumer = consumer;
  }
}

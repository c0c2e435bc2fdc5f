import type { StreamConsumer } from '../streams/ports.js';
import { Job, type Submission } from './Job.js';

/** A submitted task whose result is a stream. It succeeds with the number of its items. */
export class StreamJob extends Job<number> {
  readonly consumer: StreamConsumer;

  constructor(id: number, submission: Submission, args: readonly unknown[], near: StreamConsumer) {
    super(id, submission, args);
    this.consumer = near;
  }
}

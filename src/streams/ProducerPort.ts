import type { InputPort } from './InputPort.js';

/** The consumer's port to the producer of a stream. */
export interface ProducerPort {
  /** Grants credits: the consumer has taken `count` items, so as many more may be sent. */
  credit(count: number): void;
  /** Returns the port to one of the operator's subscriptions to its source. */
  input(source: number): InputPort;
}

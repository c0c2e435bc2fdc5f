import type { InputPort } from './InputPort.js';

/** The way from the near side of a stream to its far side. */
export interface ProducerPort {
  /** The consumer has taken so many items: as many more may come. */
  credit(count: number): void;
  /** The way to one of the operator's subscriptions to its source. */
  input(source: number): InputPort;
}

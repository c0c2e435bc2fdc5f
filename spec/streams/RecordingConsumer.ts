import { alone, type ConsumerPort } from '../../src/streams/ports.js';

/** A port to a consumer that records what the producer sends. Nothing is batched: each item is a message. */
export class RecordingConsumer implements ConsumerPort {
  readonly received: unknown[] = [];
  readonly inputCalls: (readonly unknown[])[] = [];
  stopped = false;

  readonly items = (_first: number, values: ArrayLike<unknown>): void => {
    this.received.push(...Array.from(values, (value) => structuredClone(value)));
  };

  requestInput(source: number, count: number): void {
    this.inputCalls.push(['request', source, count]);
  }

  cancelInput(source: number): void {
    this.inputCalls.push(['cancel', source]);
  }

  copy(): unknown {
    return alone;
  }

  keep(value: unknown): unknown {
    return structuredClone(value);
  }

  stopping(): boolean {
    return this.stopped;
  }
}

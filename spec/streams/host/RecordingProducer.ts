import { alone, type ProducerPort, type StreamEnd } from '../../../src/streams/ports.js';

/** A port to a producer that records the values of its operator's sources. */
export class RecordingProducer implements ProducerPort {
  readonly inputs: [source: number, first: number, values: unknown[], end: StreamEnd | undefined][] = [];
  requested = 0;

  /** The values of all sources, without their messages. */
  get values(): unknown[] {
    return this.inputs.flatMap(([, , values]) => values);
  }

  request(count: number): void {
    this.requested += count;
  }

  input(source: number, first: number, values: ArrayLike<unknown>, end?: StreamEnd): void {
    this.inputs.push([source, first, Array.from(values, (value) => structuredClone(value)), end]);
  }

  copy(value: unknown): unknown {
    return typeof value === 'number' ? value : alone;
  }

  keep(value: unknown): unknown {
    return structuredClone(value);
  }
}

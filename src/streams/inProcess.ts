import { alone, type ConsumerPort, type ProducerPort, type StreamConsumer, type StreamProducer } from './ports.js';

/** Ports between a producer and a consumer in one process: values are passed one by one, without messages. */

/** The functions by which producer and consumer call each other. */
export interface InProcessLink {
  /** Calls the function as part of the task. */
  readonly inside: (fn: () => void) => void;
  /** Calls the function as part of no task. */
  readonly outside: (fn: () => void) => void;
  /** Returns the value as the receiver gets it; may throw. */
  readonly cross: (value: unknown) => unknown;
  /** Returns the error of a source as the operator gets it. */
  readonly crossThrown: (thrown: unknown) => unknown;
  /** Returns true if the stream is to stop. */
  readonly stopping: () => boolean;
}

/** Returns the producer's port to the consumer. */
export function consumerPortOf(consumer: StreamConsumer, link: InProcessLink): ConsumerPort {
  const { outside, cross, stopping } = link;
  return {
    copy: () => alone,
    keep: cross,
    items(first, values) {
      const arrived = crossAll(values, cross);
      outside(() => consumer.items(first, arrived));
    },
    requestInput: (source, count) => outside(() => consumer.requestInput(source, count)),
    cancelInput: (source) => outside(() => consumer.cancelInput(source)),
    stopping,
  };
}

/** Returns the consumer's port to the producer. */
export function producerPortOf(producer: StreamProducer, link: InProcessLink): ProducerPort {
  const { inside, cross, crossThrown } = link;
  return {
    copy: () => alone,
    keep: cross,
    request: (count) => inside(() => producer.request(count)),
    input(source, first, values, end) {
      const arrived = crossAll(values, cross);
      const arrivedEnd = end?.kind === 'error' ? { ...end, error: crossThrown(end.error) } : end;
      inside(() => producer.input(source, first, arrived, arrivedEnd));
    },
  };
}

/** Nearly always one value: a sender in process batches only what has waited. */
function crossAll(values: ArrayLike<unknown>, cross: InProcessLink['cross']): unknown[] {
  return values.length === 1 ? [cross(values[0])] : Array.from(values, cross);
}

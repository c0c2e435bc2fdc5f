import {
  alone,
  type ConsumerPort,
  type InputPort,
  type ProducerPort,
  type StreamConsumer,
  type StreamProducer,
} from './ports.js';

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
export function consumerPortOf(consumer: StreamConsumer, { outside, cross, stopping }: InProcessLink): ConsumerPort {
  return {
    items: {
      copy: () => alone,
      keep: cross,
      send(first, values) {
        const arrived = values.map(cross);
        outside(() => consumer.items(first, arrived));
      },
    },
    requestInput: (source, count) => outside(() => consumer.requestInput(source, count)),
    cancelInput: (source) => outside(() => consumer.cancelInput(source)),
    stopping,
  };
}

/** Returns the consumer's port to the producer. */
export function producerPortOf(producer: StreamProducer, link: InProcessLink): ProducerPort {
  return {
    request: (count) => link.inside(() => producer.request(count)),
    input: (source) => inputTo(producer, link, source),
  };
}

/** Returns the port for a source's values to the operator. */
function inputTo(producer: StreamProducer, { inside, cross, crossThrown }: InProcessLink, source: number): InputPort {
  let sent = 0;
  return {
    copy: () => alone,
    keep: cross,
    send(first, values) {
      const arrived = values.map(cross);
      sent = first + values.length;
      inside(() => producer.input(source, first, arrived, undefined));
    },
    end(end) {
      const arrived = end.kind === 'error' ? { ...end, error: crossThrown(end.error) } : end;
      inside(() => producer.input(source, sent, [], arrived));
    },
  };
}

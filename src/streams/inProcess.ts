import type { ConsumerPort } from './ConsumerPort.js';
import type { InputPort } from './InputPort.js';
import type { ProducerPort } from './ProducerPort.js';
import type { StreamConsumer } from './StreamConsumer.js';
import type { StreamProducer } from './StreamProducer.js';
import { alone } from './StreamSink.js';

/** Ports between a producer and a consumer in one process: values are passed one by one, without messages. */

/** The functions by which producer and consumer call each other. */
export interface Hands {
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
export function consumerPortOf(near: StreamConsumer, { outside, cross, stopping }: Hands): ConsumerPort {
  return {
    items: {
      copy: () => alone,
      keep: cross,
      send(first, values) {
        const arrived = values.map(cross);
        outside(() => near.items(first, arrived));
      },
    },
    requestInput: (source, count) => outside(() => near.requestInput(source, count)),
    cancelInput: (source) => outside(() => near.cancelInput(source)),
    stopping,
  };
}

/** Returns the consumer's port to the producer. */
export function producerPortOf(far: StreamProducer, hands: Hands): ProducerPort {
  return {
    credit: (count) => hands.inside(() => far.credit(count)),
    input: (source) => inputTo(far, hands, source),
  };
}

/** Returns the port for a source's values to the operator. */
function inputTo(far: StreamProducer, { inside, cross, crossThrown }: Hands, source: number): InputPort {
  let sent = 0;
  return {
    copy: () => alone,
    keep: cross,
    send(first, values) {
      const arrived = values.map(cross);
      sent = first + values.length;
      inside(() => far.input(source, first, arrived, undefined));
    },
    end(end) {
      const arrived = end.kind === 'error' ? { ...end, error: crossThrown(end.error) } : end;
      inside(() => far.input(source, sent, [], arrived));
    },
  };
}

import { expect } from 'chai';
import { defer, type Observable, Subject, type Subscription } from 'rxjs';
import { CancelledError } from '../../src/errors/CancelledError.js';
import type { Job } from '../../src/executor/Job.js';
import { StreamJob } from '../../src/executor/StreamJob.js';
import { streamOf } from '../../src/executor/StreamSubscription.js';
import type { SubmitOptions } from '../../src/executor/SubmitOptions.js';
import { OperatorSubscription } from '../../src/operators/OperatorSubscription.js';
import { alone, type ProducerPort, type StreamConsumer } from '../../src/streams/ports.js';
import { type ManualCore, manualCore } from './ManualRunner.js';

const task = (): unknown[] => [];

/** A producer in a worker that records what the host requests and sends. */
class RecordingProducer implements ProducerPort {
  requested = 0;
  readonly inputs: unknown[] = [];

  request(count: number): void {
    this.requested += count;
  }

  input(source: number, first: number, values: ArrayLike<unknown>, end?: unknown): void {
    this.inputs.push({ source, first, values: Array.from(values), ...(end !== undefined && { end }) });
  }

  copy(): unknown {
    return alone;
  }

  keep(value: unknown): unknown {
    return value;
  }
}

describe('a subscription to a stream', () => {
  let executor: ManualCore;
  let producer: RecordingProducer;
  let received: unknown[];

  beforeEach(() => {
    executor = manualCore();
    producer = new RecordingProducer();
    executor.runner.producer = producer;
    received = [];
  });

  function subscribe(options: SubmitOptions = {}, source?: Observable<unknown>): Subscription {
    return streamOf(
      executor.core,
      task,
      [],
      options,
      source && ((...stream) => new OperatorSubscription(...stream, source)),
    ).subscribe({
      next: (item) => received.push(item),
      error: (error: unknown) => received.push(error),
      complete: () => received.push('complete'),
    });
  }

  function start(): { job: Job; consumer: StreamConsumer } {
    const job = executor.runner.startNext();
    return { job, consumer: (job as unknown as StreamJob).consumer };
  }

  it('submits one task for each subscriber, and none before', () => {
    const stream = streamOf(executor.core, task, [], {});
    expect(executor.core.queue.size).to.equal(0);
    const subscriptions = [stream.subscribe(), stream.subscribe()];
    expect(executor.core.queue.size).to.equal(2);
    for (const job of executor.core.queue.jobs()) expect(job).to.be.instanceOf(StreamJob);
    for (const subscription of subscriptions) subscription.unsubscribe();
  });

  it('lets the worker run 256 items ahead, or bufferSize where that is set', () => {
    subscribe();
    expect(start().consumer).to.have.property('spec').that.deep.equals({ window: 256, widest: 256, through: false });
    executor = manualCore();
    subscribe({ bufferSize: 8 });
    expect(start().consumer).to.have.property('spec').that.deep.equals({ window: 8, widest: 8, through: false });
  });

  it('emits the items, requests more as they are taken, and completes with the task', () => {
    subscribe({ bufferSize: 2 });
    const { job, consumer } = start();
    consumer.items(0, ['a', 'b']);
    expect(received).to.deep.equal(['a', 'b']);
    expect(producer.requested).to.be.greaterThan(0);

    executor.runner.finish(job, 2);
    expect(received).to.deep.equal(['a', 'b', 'complete']);
  });

  it('emits the items before the error of the task', () => {
    subscribe();
    const { job, consumer } = start();
    const error = new RangeError('too far');
    consumer.items(0, ['a']);
    job.fail(error);
    expect(received).to.deep.equal(['a', error]);
  });

  it('fails when items are lost: a gap between them, or fewer than the task has sent', () => {
    subscribe();
    const gap = start();
    gap.consumer.items(1, ['b']);
    expect(received).to.have.lengthOf(1);
    expect(received[0]).to.be.instanceOf(Error).with.property('message').that.contains('could not be decoded');

    received = [];
    subscribe();
    const short = start();
    short.consumer.items(0, ['a']);
    executor.runner.finish(short.job, 2);
    expect(received).to.have.lengthOf(2);
    expect(received[1]).to.be.instanceOf(Error).with.property('message').that.contains('could not be decoded');
  });

  it('aborts the task when it is unsubscribed', () => {
    const subscription = subscribe();
    const { job } = start();
    subscription.unsubscribe();
    expect(job.state).to.equal('CANCELLED');
    expect(executor.runner.stopped.map(([stopped]) => stopped)).to.deep.equal([job]);
    expect(received).to.deep.equal([]);
  });

  it('fails at once when the task is cancelled', () => {
    subscribe();
    const [job] = executor.core.queue.jobs();
    job?.cancel();
    expect(received).to.have.lengthOf(1);
    expect(received[0]).to.be.instanceOf(CancelledError);
  });

  it('is accepted work until it ends', () => {
    const subscription = subscribe();
    expect(executor.core.lifecycle.accepted).to.have.lengthOf(1);
    subscription.unsubscribe();
    expect(executor.core.lifecycle.accepted).to.deep.equal([]);
  });

  describe('with a source, through an operator', () => {
    it('subscribes to the source at once, and keeps its values until the operator subscribes', () => {
      const source = new Subject<string>();
      subscribe({}, source);
      expect(source.observed).to.equal(true);
      source.next('early');
      const { consumer } = start();
      expect(producer.inputs).to.deep.equal([]);

      consumer.requestInput(0, 10);
      expect(producer.inputs).to.deep.equal([{ source: 0, first: 0, values: ['early'] }]);
    });

    it('subscribes to the source again for each further subscription of the operator', () => {
      let subscriptions = 0;
      const counted = defer(() => {
        subscriptions += 1;
        return new Subject();
      });
      subscribe({}, counted);
      const { consumer } = start();
      consumer.requestInput(0, 1);
      consumer.requestInput(1, 1);
      expect(subscriptions).to.equal(2);
    });

    it('unsubscribes from the source when the operator does, and when the task ends', () => {
      const source = new Subject<string>();
      subscribe({}, source);
      const { job, consumer } = start();
      consumer.requestInput(0, 1);
      consumer.cancelInput(0);
      expect(source.observed).to.equal(false);

      consumer.requestInput(1, 1);
      expect(source.observed).to.equal(true);
      executor.runner.finish(job, 0);
      expect(source.observed).to.equal(false);
    });
  });
});

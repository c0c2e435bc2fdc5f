import { expect } from 'chai';
import { RemoteSource } from '../../../src/streams/worker/RemoteSource.js';
import { ManualEventLoop } from '../../support/ManualEventLoop.js';
import { RecordingConsumer } from '../RecordingConsumer.js';

describe('RemoteSource', () => {
  let consumer: RecordingConsumer;
  let remote: RemoteSource;
  let log: unknown[];

  beforeEach(() => {
    consumer = new RecordingConsumer();
    remote = new RemoteSource(consumer, new ManualEventLoop(), { window: 8, widest: 8 });
    log = [];
  });

  /** Subscribes as an operator does. */
  function subscribe(name = ''): { unsubscribe(): void } {
    return remote.observable.subscribe({
      next: (value) => log.push(`${name}${String(value)}`),
      error: (error) => log.push(`${name}${(error as Error).name}`),
      complete: () => log.push(`${name}complete`),
    });
  }

  it('requests a window of values for each subscription, under a number of its own', () => {
    subscribe();
    subscribe();
    expect(consumer.inputCalls).to.deep.equal([
      ['request', 1, 8],
      ['request', 2, 8],
    ]);
  });

  it('delivers values to the subscription that they are for, and requests more as they are taken', () => {
    subscribe('a');
    subscribe('b');
    remote.receive(2, 0, [1, 2]);
    remote.receive(1, 0, [3], { kind: 'complete' });
    expect(log).to.deep.equal(['b1', 'b2', 'a3', 'acomplete']);
    expect(consumer.inputCalls.at(-1)).to.deep.equal(['request', 2, 2]);
  });

  it('cancels a subscription from which the operator unsubscribes before its end', () => {
    const subscription = subscribe();
    subscription.unsubscribe();
    remote.receive(1, 0, ['late']);
    expect([log, consumer.inputCalls.at(-1)]).to.deep.equal([[], ['cancel', 1]]);
  });

  it('cancels nothing after the end of the source', () => {
    const subscription = subscribe();
    remote.receive(1, 0, [], { kind: 'complete' });
    subscription.unsubscribe();
    expect(consumer.inputCalls).to.deep.equal([['request', 1, 8]]);
  });

  it('fails a subscription that lost values, and cancels it', () => {
    subscribe();
    remote.receive(1, 0, ['a']);
    remote.receive(1, 5, ['b']);
    expect(log).to.deep.equal(['a', 'SerializationError']);
    expect(consumer.inputCalls.at(-1)).to.deep.equal(['cancel', 1]);
  });

  it('delivers nothing while it is paused, also to a subscription that is made then', () => {
    subscribe('a');
    remote.pause();
    subscribe('b');
    remote.receive(1, 0, [1]);
    remote.receive(2, 0, [2]);
    expect(log).to.deep.equal([]);
    remote.resume();
    expect(log).to.deep.equal(['a1', 'b2']);
  });

  it('delivers nothing after it is closed', () => {
    subscribe();
    remote.close();
    remote.receive(1, 0, ['late']);
    expect(log).to.deep.equal([]);
  });
});

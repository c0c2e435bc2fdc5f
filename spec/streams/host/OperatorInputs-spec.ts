import { expect } from 'chai';
import { asyncScheduler, Subject } from 'rxjs';
import { OperatorInputs } from '../../../src/streams/host/OperatorInputs.js';
import { StreamReceiver } from '../../../src/streams/StreamReceiver.js';
import { ManualEventLoop } from '../../support/ManualEventLoop.js';
import { RecordingProducer } from './RecordingProducer.js';

describe('OperatorInputs', () => {
  let source: Subject<number>;
  let subscriptions: number;
  let producer: RecordingProducer;
  let inputs: OperatorInputs;

  beforeEach(() => {
    source = new Subject();
    subscriptions = 0;
    producer = new RecordingProducer();
    const eventLoop = new ManualEventLoop();
    const observer = { next: () => {}, error: () => {}, complete: () => {} };
    const options = {
      eventLoop,
      clock: asyncScheduler,
      window: 8,
      results: new StreamReceiver(observer, eventLoop, { window: 8, widest: 8 }, () => {}),
      keep: (value: unknown) => value,
      blocked: () => false,
      failed: () => {},
    };
    inputs = new OperatorInputs(options, (input) => {
      subscriptions += 1;
      input.subscribe(source);
    });
    inputs.open();
  });

  afterEach(() => inputs.close());

  it('subscribes to the source before the operator runs, and uses that for its first subscription', () => {
    expect(subscriptions).to.equal(1);
    source.next(1);
    inputs.request(1, 8, producer);
    expect(subscriptions).to.equal(1);
    expect(producer.inputs).to.deep.equal([[1, 0, [1], undefined]]);
  });

  it('subscribes again for each further subscription of the operator', () => {
    inputs.request(1, 8, producer);
    inputs.request(2, 8, producer);
    source.next(1);
    expect(subscriptions).to.equal(2);
    expect(producer.inputs.map(([number]) => number)).to.deep.equal([1, 2]);
  });

  it('counts a request for a known subscription as demand', () => {
    inputs.request(1, 1, producer);
    source.next(1);
    source.next(2);
    expect(producer.values).to.deep.equal([1]);
    inputs.request(1, 1, producer);
    expect([subscriptions, producer.values]).to.deep.equal([1, [1, 2]]);
  });

  it('unsubscribes what the operator cancels, and all when it is closed', () => {
    inputs.request(1, 8, producer);
    inputs.request(2, 8, producer);
    inputs.cancel(1);
    source.next(1);
    expect(producer.inputs.map(([number]) => number)).to.deep.equal([2]);
    inputs.close();
    expect(source.observed).to.equal(false);
  });
});

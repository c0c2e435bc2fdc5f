import { expect } from 'chai';
import { from, Subject, VirtualTimeScheduler } from 'rxjs';
import { OperatorInput, type OperatorInputOptions } from '../../../src/streams/host/OperatorInput.js';
import { StreamReceiver } from '../../../src/streams/StreamReceiver.js';
import { ManualEventLoop } from '../../support/ManualEventLoop.js';
import { RecordingProducer } from './RecordingProducer.js';

describe('OperatorInput', () => {
  let producer: RecordingProducer;
  let clock: VirtualTimeScheduler;
  let blocked: boolean;
  let failures: unknown[];

  beforeEach(() => {
    producer = new RecordingProducer();
    clock = new VirtualTimeScheduler();
    blocked = false;
    failures = [];
  });

  function receiverFor(next: (value: unknown) => void): StreamReceiver {
    const observer = { next, error: () => {}, complete: () => {} };
    return new StreamReceiver(observer, new ManualEventLoop(), { window: 8, widest: 8 }, () => {});
  }

  function options(): OperatorInputOptions {
    return {
      eventLoop: new ManualEventLoop(),
      clock,
      window: 2,
      results: receiverFor(() => {}),
      keep: (value) => structuredClone(value),
      blocked: () => blocked,
      failed: (error) => failures.push(error),
    };
  }

  /** Subscribes the input to a source that a stream feeds, and counts what the stream has delivered. */
  function feed(input: OperatorInput): { source: Subject<unknown>; taken: unknown[]; feeding: StreamReceiver } {
    const source = new Subject();
    const taken: unknown[] = [];
    const feeding = receiverFor((value) => {
      taken.push(value);
      source.next(value);
    });
    input.subscribe(source);
    return { source, taken, feeding };
  }

  it('keeps values and the end until the operator subscribes, then sends them', () => {
    const input = new OperatorInput(options());
    input.subscribe(from([1, 2, 3]));
    input.connect(producer, 1, 8);
    expect(producer.values).to.deep.equal([1, 2, 3]);
    expect(producer.inputs.at(-1)).to.deep.equal([1, 3, [], { kind: 'complete' }]);
  });

  it('sends only as many values as the operator requests', () => {
    const input = new OperatorInput(options());
    input.subscribe(from([1, 2, 3]));
    input.connect(producer, 1, 1);
    expect(producer.values).to.deep.equal([1]);
    input.request(1);
    expect(producer.values).to.deep.equal([1, 2]);
    input.close();
  });

  it('passes on the error of the source', () => {
    const input = new OperatorInput(options());
    const source = new Subject();
    input.subscribe(source);
    input.connect(producer, 1, 8);
    source.error('broken');
    expect(producer.inputs).to.deep.equal([[1, 0, [], { kind: 'error', error: 'broken' }]]);
  });

  it('fails the task for a value that cannot be cloned', () => {
    const input = new OperatorInput(options());
    input.subscribe(from([1, () => {}]));
    expect(failures).to.deep.equal([]);
    input.connect(producer, 1, 8);
    expect(producer.values).to.deep.equal([1]);
    expect((failures[0] as Error).name).to.equal('DataCloneError');
  });

  it('pauses a stream that feeds it once the operator can take no more, until it can', () => {
    const input = new OperatorInput(options());
    const source = new Subject();
    const feeding = receiverFor((value) => source.next(value));
    input.subscribe(source);
    input.connect(producer, 1, 2);
    feeding.receive(0, [1, 2, 3]);
    expect(producer.values).to.deep.equal([1, 2]);
    input.request(2);
    expect(producer.values).to.deep.equal([1, 2, 3]);
    input.close();
  });

  it('lets a stream go on that it paused before the operator ran, where the pause blocks the operator', () => {
    const input = new OperatorInput(options());
    const { taken, feeding } = feed(input);
    feeding.receive(0, [1, 2, 3, 4]);
    expect(taken).to.deep.equal([1, 2]);
    blocked = true;
    clock.flush();
    expect(taken).to.deep.equal([1, 2, 3, 4]);
    input.close();
  });

  it('unsubscribes from the source when it is closed, and ends its pauses', () => {
    const input = new OperatorInput(options());
    const { source, taken, feeding } = feed(input);
    feeding.receive(0, [1, 2, 3]);
    input.close();
    expect([source.observed, taken]).to.deep.equal([false, [1, 2, 3]]);
    expect(clock.actions).to.deep.equal([]);
  });
});

import { expect } from 'chai';
import { deliveringSource } from '../../src/streams/PausableSource.js';
import { StreamReceiver } from '../../src/streams/StreamReceiver.js';
import { ManualEventLoop } from '../support/ManualEventLoop.js';

describe('StreamReceiver', () => {
  let eventLoop: ManualEventLoop;
  let delivered: unknown[];
  let requests: number[];
  let dropped: unknown[];
  let onNext: (value: unknown) => void;

  beforeEach(() => {
    eventLoop = new ManualEventLoop();
    delivered = [];
    requests = [];
    dropped = [];
    onNext = () => {};
  });

  function makeReceiver(window: number): StreamReceiver {
    const observer = {
      next(value: unknown) {
        delivered.push(value);
        onNext(value);
      },
      error: (error: unknown) => delivered.push(error),
      complete: () => delivered.push('complete'),
    };
    const windows = { window, widest: window };
    const request = (count: number): unknown => requests.push(count);
    return new StreamReceiver(observer, eventLoop, windows, request, (values) => dropped.push(...Array.from(values)));
  }

  it('delivers values as they arrive, and requests more after each quarter of the window', () => {
    const receiver = makeReceiver(8);
    receiver.receive(0, [1, 2, 3]);
    expect(delivered).to.deep.equal([1, 2, 3]);
    expect(requests).to.deep.equal([2]);
    receiver.receive(3, [4]);
    expect(requests).to.deep.equal([2, 2]);
    expect(receiver.received).to.equal(4);
  });

  it('keeps values while it is paused, and requests none', () => {
    const receiver = makeReceiver(4);
    const resume = receiver.pause();
    receiver.receive(0, [1, 2, 3, 4]);
    expect([delivered, requests]).to.deep.equal([[], []]);
    resume();
    expect(delivered).to.deep.equal([1, 2, 3, 4]);
    expect(requests).to.deep.equal([1, 1, 1, 1]);
  });

  it('stays paused until each of its pauses has ended', () => {
    const receiver = makeReceiver(4);
    const [first, second] = [receiver.pause(), receiver.pause()];
    receiver.receive(0, [1]);
    first();
    first();
    expect(delivered).to.deep.equal([]);
    second();
    expect(delivered).to.deep.equal([1]);
  });

  it('stops within a message when the observer pauses it', () => {
    const receiver = makeReceiver(4);
    let resume = (): void => {};
    onNext = (value) => {
      if (value === 2) resume = receiver.pause();
    };
    receiver.receive(0, [1, 2, 3]);
    expect(delivered).to.deep.equal([1, 2]);
    receiver.receive(3, [4]);
    resume();
    expect(delivered).to.deep.equal([1, 2, 3, 4]);
  });

  it('ends after the last value, also when the end comes while it is paused', () => {
    const receiver = makeReceiver(4);
    const resume = receiver.pause();
    receiver.receive(0, [1]);
    receiver.end({ kind: 'error', error: 'broken' });
    receiver.end({ kind: 'complete' });
    expect(delivered).to.deep.equal([]);
    resume();
    expect(delivered).to.deep.equal([1, 'broken']);
  });

  it('returns false when values before these were lost', () => {
    const receiver = makeReceiver(4);
    expect(receiver.receive(0, [1])).to.equal(true);
    expect(receiver.receive(2, [3])).to.equal(false);
    expect(delivered).to.deep.equal([1]);
  });

  it('is the current stream while it delivers a value', () => {
    const receiver = makeReceiver(4);
    const current: unknown[] = [];
    onNext = () => current.push(deliveringSource());
    receiver.receive(0, [1]);
    expect(current).to.deep.equal([receiver]);
    expect(deliveringSource()).to.equal(undefined);
  });

  it('yields to the event loop after ten milliseconds of values in a row', () => {
    const receiver = makeReceiver(64);
    onNext = () => (eventLoop.time += 1);
    receiver.receive(
      0,
      Array.from({ length: 20 }, (_, at) => at),
    );
    expect(delivered).to.have.length(16);
    eventLoop.turn();
    expect(delivered).to.have.length(20);
  });

  it('delivers nothing after it is closed', () => {
    const receiver = makeReceiver(4);
    onNext = (value) => {
      if (value === 2) receiver.close();
    };
    receiver.receive(0, [1, 2, 3]);
    receiver.end({ kind: 'complete' });
    expect(delivered).to.deep.equal([1, 2]);
  });

  it('passes on the values that it drops: fresh, waiting and later ones', () => {
    const receiver = makeReceiver(8);
    onNext = (value) => {
      if (value === 1) receiver.receive(3, ['waiting']);
      if (value === 2) receiver.close();
    };
    receiver.receive(0, [1, 2, 'fresh']);
    receiver.receive(4, ['later']);
    expect(delivered).to.deep.equal([1, 2]);
    expect(dropped).to.have.members(['waiting', 'fresh', 'later']);
  });
});

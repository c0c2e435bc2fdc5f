import { expect } from 'chai';
import { deliverFrom } from '../../src/streams/PausableSource.js';
import { Pauses } from '../../src/streams/Pauses.js';
import { StreamReceiver } from '../../src/streams/StreamReceiver.js';
import { ManualEventLoop } from '../support/ManualEventLoop.js';

describe('Pauses', () => {
  const windows = { window: 4, widest: 4 };

  function receiverFor(next: (value: unknown) => void): StreamReceiver {
    const observer = { next, error: () => {}, complete: () => {} };
    return new StreamReceiver(observer, new ManualEventLoop(), windows, () => {});
  }

  it('pauses the stream whose value is being delivered, until it is released', () => {
    const pauses = new Pauses();
    const taken: unknown[] = [];
    const receiver = receiverFor((value) => {
      taken.push(value);
      pauses.pauseCurrent();
    });
    receiver.receive(0, [1, 2]);
    expect([taken, pauses.any]).to.deep.equal([[1], true]);
    pauses.release();
    expect(taken).to.deep.equal([1, 2]);
  });

  it('pauses each of several merged streams, once', () => {
    const pauses = new Pauses();
    const taken: unknown[] = [];
    const take = (value: unknown): void => {
      taken.push(value);
      pauses.pauseCurrent();
      pauses.pauseCurrent();
    };
    const receivers = [receiverFor(take), receiverFor(take)];
    for (const receiver of receivers) receiver.receive(0, ['first', 'second']);
    expect(taken).to.deep.equal(['first', 'first']);
    pauses.release();
    expect(taken).to.deep.equal(['first', 'first', 'second', 'second']);
  });

  it('does not pause its owner, nor anything outside of a delivery', () => {
    const receiver: StreamReceiver = receiverFor(() => pauses.pauseCurrent());
    const pauses = new Pauses(receiver);
    receiver.receive(0, [1, 2]);
    pauses.pauseCurrent();
    expect(pauses.any).to.equal(false);
  });

  it('does not pause a source that pauses its owner, directly or through others, until it no longer does', () => {
    const stages = [0, 1, 2].map(() => receiverFor(() => {}));
    const inputs = stages.map((stage) => new Pauses(stage));
    const full = (at: number, source: number): boolean => {
      deliverFrom(stages[source] as StreamReceiver, () => inputs[at]?.pauseCurrent());
      return inputs[at]?.any === true;
    };
    expect(full(1, 0), 'the second pauses the first').to.equal(true);
    expect(full(2, 1), 'the third pauses the second').to.equal(true);
    expect(full(0, 2), 'the first pauses the third').to.equal(false);
    inputs[1]?.release();
    expect(full(0, 2), 'the first pauses the third, which is no longer its cause').to.equal(true);
    expect(full(1, 0), 'the second pauses the first').to.equal(false);
  });
});

import { expect } from 'chai';
import { deliverFrom, deliveringSource, type PausableSource, PauseCounter } from '../../src/streams/PausableSource.js';

describe('deliverFrom', () => {
  const source = (): PausableSource => ({ pause: () => () => {} });

  it('makes the source the delivering one, the innermost of nested deliveries, and restores the outer one', () => {
    const [outer, inner] = [source(), source()];
    const seen: unknown[] = [];
    deliverFrom(outer, () => {
      seen.push(deliveringSource());
      deliverFrom(inner, () => seen.push(deliveringSource()));
      seen.push(deliveringSource());
    });
    expect(seen.map((each) => [outer, inner].indexOf(each as PausableSource))).to.deep.equal([0, 1, 0]);
    expect(deliveringSource()).to.equal(undefined);
  });

  it('restores the outer source when the delivery throws', () => {
    const fail = (): never => {
      throw new RangeError('no');
    };
    expect(() => deliverFrom(source(), fail)).to.throw(RangeError);
    expect(deliveringSource()).to.equal(undefined);
  });
});

describe('PauseCounter', () => {
  it('resumes when the last of several pauses ends, and ends each pause once', () => {
    let resumed = 0;
    const pauses = new PauseCounter(() => (resumed += 1));
    const [first, second] = [pauses.pause(), pauses.pause()];
    first();
    first();
    expect([pauses.isPaused, resumed]).to.deep.equal([true, 0]);
    second();
    second();
    expect([pauses.isPaused, resumed]).to.deep.equal([false, 1]);
  });
});

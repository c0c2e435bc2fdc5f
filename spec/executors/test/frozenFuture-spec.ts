import { expect } from 'chai';
import { CancelledError } from '../../../src/errors/CancelledError.js';
import { frozenFuture } from '../../../src/executors/test/frozenFuture.js';
import { Future } from '../../../src/future/Future.js';
import type { FutureState } from '../../../src/future/transitions.js';
import { falsyValues, record, valueText } from '../../support/frozen.js';

describe('frozenFuture', () => {
  it('can be in any state, and is a plain Future', () => {
    const futures = [
      frozenFuture('PENDING'),
      frozenFuture('RUNNING'),
      frozenFuture('CANCELLED'),
      frozenFuture('FINISHED', { value: 1 }),
      frozenFuture('FINISHED', { error: new RangeError('too far') }),
    ];
    for (const future of futures) expect(future).to.be.instanceOf(Future);
    expect(futures.map(String)).to.deep.equal([
      '<Future state=pending>',
      '<Future state=running>',
      '<Future state=cancelled>',
      '<Future state=finished returned Number>',
      '<Future state=finished raised RangeError>',
    ]);
  });

  it('notifies its subscribers like any future in that state', () => {
    expect(record(frozenFuture('PENDING'))).to.deep.equal([]);
    expect(record(frozenFuture('RUNNING'))).to.deep.equal([]);
    expect(record(frozenFuture('FINISHED', { value: 1 }))).to.deep.equal([['next', 1], ['complete']]);
    expect(record(frozenFuture('FINISHED', { error: 'no' }))).to.deep.equal([['error', 'no']]);
    expect(record(frozenFuture('FINISHED'))).to.deep.equal([['next', undefined], ['complete']]);
    expect(record(frozenFuture('CANCELLED'))[0]?.[1])
      .to.be.instanceOf(CancelledError)
      .and.not.have.own.property('cause');
  });

  for (const value of falsyValues) {
    it(`holds ${valueText(value)} as value, error and reason`, () => {
      expect(record(frozenFuture('FINISHED', { value }))[0]).to.deep.equal(['next', value]);
      expect(record(frozenFuture('FINISHED', { error: value }))).to.deep.equal([['error', value]]);
      const cancelled = record(frozenFuture('CANCELLED', { error: value }))[0]?.[1];
      expect(cancelled).to.be.instanceOf(CancelledError).and.have.own.property('cause');
      expect(Object.is((cancelled as CancelledError).cause, value)).to.equal(true);
    });
  }

  it('is cancelled and aborted like any future in that state', () => {
    const states: FutureState[] = ['PENDING', 'RUNNING', 'CANCELLED', 'FINISHED'];
    expect(states.map((state) => frozenFuture(state).cancel())).to.deep.equal([true, false, true, false]);
    expect(states.map((state) => frozenFuture(state).abort())).to.deep.equal([true, true, true, false]);
  });

  it('rejects an outcome that does not belong to the state, and unknown states', () => {
    const refused: unknown[][] = [
      ['PENDING', { value: 1 }],
      ['RUNNING', { error: 1 }],
      ['CANCELLED', { value: undefined }],
      ['FINISHED', { value: 1, error: 2 }],
      ['FINISHED', {}],
      ['FINISHED', Object.create({ value: 1 })],
      ['FINISHED', null],
      ['FINISHED', 5],
      ['DONE'],
      ['toString'],
      [undefined],
    ];
    for (const args of refused) expect(() => frozenFuture(...(args as ['PENDING']))).to.throw(TypeError);
  });
});

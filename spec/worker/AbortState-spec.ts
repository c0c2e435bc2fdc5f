import { expect } from 'chai';
import { AbortState } from '../../src/worker/AbortState.js';

describe('AbortState', () => {
  it('aborts its signal with the reason, once', () => {
    const state = new AbortState();
    const { signal } = state;
    expect([state.aborted, signal.aborted]).to.deep.equal([false, false]);
    state.abort('first');
    state.abort('second');
    expect([state.aborted, signal.aborted, signal.reason]).to.deep.equal([true, true, 'first']);
  });

  it('returns one signal, also one that was aborted before it was made', () => {
    const state = new AbortState();
    state.abort('early');
    expect([state.signal.aborted, state.signal.reason]).to.deep.equal([true, 'early']);
    expect(state.signal).to.equal(state.signal);
  });

  it('throws the reason, or an AbortError where there is none', () => {
    const [withReason, without] = [new AbortState(), new AbortState()];
    withReason.throwIfAborted();
    withReason.abort(new RangeError('enough'));
    without.abort(undefined);
    expect(() => withReason.throwIfAborted()).to.throw(RangeError, 'enough');
    expect(() => without.throwIfAborted())
      .to.throw()
      .with.property('name', 'AbortError');
  });
});

import { expect } from 'chai';
import { after, type FutureState, isDone, type Transition } from '../../src/future/transitions.js';

const states: readonly FutureState[] = ['PENDING', 'RUNNING', 'CANCELLED', 'FINISHED'];

/** All transitions; `-` where one is not allowed. */
const table: Readonly<Record<Transition, readonly (FutureState | '-')[]>> = {
  //        PENDING      RUNNING      CANCELLED  FINISHED
  start: ['RUNNING', '-', '-', '-'],
  cancel: ['CANCELLED', '-', '-', '-'],
  abort: ['CANCELLED', 'CANCELLED', '-', '-'],
  finish: ['FINISHED', 'FINISHED', '-', '-'],
};

describe('after', () => {
  for (const [move, row] of Object.entries(table) as [Transition, readonly (FutureState | '-')[]][]) {
    for (const [i, state] of states.entries()) {
      const next = row[i] === '-' ? undefined : row[i];
      it(next === undefined ? `forbids ${move} when ${state}` : `makes ${next} of ${state} by ${move}`, () => {
        expect(after(state, move)).to.equal(next);
      });
    }
  }

  it('never leads out of a final state', () => {
    for (const state of states.filter(isDone)) {
      for (const move of Object.keys(table) as Transition[]) expect(after(state, move)).to.equal(undefined);
    }
  });
});

describe('isDone', () => {
  it('is true only for CANCELLED and FINISHED', () => {
    expect(states.filter(isDone)).to.deep.equal(['CANCELLED', 'FINISHED']);
  });
});

/**
 * The states of a Future and the transitions between them.
 *
 *              start              finish
 *   PENDING ──────────▶ RUNNING ──────────▶ FINISHED
 *      │                   │                   ▲
 *      │ cancel, abort     │ abort             │
 *      ▼                   ▼                   │
 *   CANCELLED ◀────────────┘      finish (from PENDING too)
 *
 * Cancelling is one transition, where Python has two: a cancelled future is done for `wait` and `asCompleted` at once.
 */

/** The state of a Future. `FINISHED` covers success and failure alike, as in Python. */
export type FutureState = 'PENDING' | 'RUNNING' | 'CANCELLED' | 'FINISHED';

/** A change of a Future's state. `cancel` takes only what has not started; `abort` also stops running work. */
export type Transition = 'start' | 'cancel' | 'abort' | 'finish';

const moves: Readonly<Record<FutureState, Readonly<Partial<Record<Transition, FutureState>>>>> = {
  PENDING: { start: 'RUNNING', cancel: 'CANCELLED', abort: 'CANCELLED', finish: 'FINISHED' },
  RUNNING: { abort: 'CANCELLED', finish: 'FINISHED' },
  CANCELLED: {},
  FINISHED: {},
};

/** Returns the state after the transition, or `undefined` where it is not allowed. */
export function after(state: FutureState, transition: Transition): FutureState | undefined {
  return moves[state][transition];
}

/** Returns true for a final state. */
export function isDone(state: FutureState): boolean {
  return state === 'CANCELLED' || state === 'FINISHED';
}

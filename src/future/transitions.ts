/**
 * The states of a Future and the legal moves between them: the whole law, as data.
 *
 *              start              finish
 *   PENDING ──────────▶ RUNNING ──────────▶ FINISHED
 *      │                   │                   ▲
 *      │ cancel, abort     │ abort             │
 *      ▼                   ▼                   │
 *   CANCELLED ◀────────────┘      finish (from PENDING too)
 *
 * Cancelling is one step, where Python has two: a cancelled future counts for `wait` and `asCompleted` at once.
 */

/** Where a Future stands. `FINISHED` covers success and failure alike, as in Python. */
export type FutureState = 'PENDING' | 'RUNNING' | 'CANCELLED' | 'FINISHED';

/** What can be done to a Future. `cancel` takes only what has not started; `abort` stops running work too. */
export type Transition = 'start' | 'cancel' | 'abort' | 'finish';

const moves: Readonly<Record<FutureState, Readonly<Partial<Record<Transition, FutureState>>>>> = {
  PENDING: { start: 'RUNNING', cancel: 'CANCELLED', abort: 'CANCELLED', finish: 'FINISHED' },
  RUNNING: { abort: 'CANCELLED', finish: 'FINISHED' },
  CANCELLED: {},
  FINISHED: {},
};

/** The state after the move, or `undefined` where the move is not legal. */
export function after(state: FutureState, move: Transition): FutureState | undefined {
  return moves[state][move];
}

/** Whether the state is one that never changes again. */
export function isDone(state: FutureState): boolean {
  return state === 'CANCELLED' || state === 'FINISHED';
}

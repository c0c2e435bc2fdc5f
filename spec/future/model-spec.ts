import { expect } from 'chai';
import fc from 'fast-check';
import { InvalidStateError } from '../../src/errors/InvalidStateError.js';
import { SettableFuture } from '../../src/future/SettableFuture.js';
import type { FutureState } from '../../src/future/transitions.js';

/** The state of the reference machine. */
interface Model {
  state: FutureState;
  /** The final notification of each observer. */
  outcome: readonly ['value' | 'error' | 'cancelled', unknown] | undefined;
  /** The number of observers that must have been notified, once each. */
  subscribers: number;
  callbacks: number;
  /** The progress values that early subscribers have received. */
  progress: unknown[];
}

/** The future, and all its notifications. */
class Real {
  readonly future = new SettableFuture<unknown>();
  readonly told: (readonly [string, unknown])[] = [];
  readonly progress: unknown[] = [];
  calls = 0;

  constructor() {
    this.future.progress.subscribe({
      next: (value) => this.progress.push(value),
      complete: () => this.progress.push('|'),
    });
  }

  subscribe(): void {
    this.future.subscribe({
      next: (value) => this.told.push(['value', value]),
      error: (error: unknown) =>
        this.told.push(this.future.cancelled() ? ['cancelled', (error as Error).cause] : ['error', error]),
    });
  }
}

type Command = fc.Command<Model, Real>;

const isDone = (model: Model): boolean => model.state === 'CANCELLED' || model.state === 'FINISHED';

/** A command without a precondition: `run` changes the model and returns the expected result. */
function command(name: string, run: (model: Model) => unknown, act: (real: Real) => unknown): Command {
  return {
    check: () => true,
    run: (model, real) => {
      const expected = run(model);
      let answer: unknown;
      try {
        answer = act(real);
      } catch (error) {
        expect(error).to.be.instanceOf(InvalidStateError);
        answer = InvalidStateError;
      }
      expect(answer).to.equal(expected);
      compare(model, real);
    },
    toString: () => name,
  };
}

function end(model: Model, state: FutureState, outcome: NonNullable<Model['outcome']>): void {
  Object.assign(model, { state, outcome });
  model.progress.push('|');
}

const value = fc.constantFrom<unknown>(undefined, null, 0, -0, Number.NaN, '', false, 0n, 'text', { an: 'object' });

const commands = [
  fc.constant(
    command(
      'cancel',
      (model) => {
        if (model.state === 'PENDING') end(model, 'CANCELLED', ['cancelled', undefined]);
        return model.state === 'CANCELLED';
      },
      (real) => real.future.cancel(),
    ),
  ),
  value.map((reason) =>
    command(
      `abort(${String(reason)})`,
      (model) => {
        if (!isDone(model)) end(model, 'CANCELLED', ['cancelled', reason]);
        return model.state === 'CANCELLED';
      },
      (real) => real.future.abort(reason),
    ),
  ),
  fc.constant(
    command(
      'setRunningOrNotifyCancel',
      (model) => {
        if (model.state === 'CANCELLED') return false;
        if (model.state !== 'PENDING') return InvalidStateError;
        model.state = 'RUNNING';
        return true;
      },
      (real) => real.future.setRunningOrNotifyCancel(),
    ),
  ),
  value.map((result) =>
    command(
      `setResult(${String(result)})`,
      (model) => {
        if (isDone(model)) return InvalidStateError;
        return end(model, 'FINISHED', ['value', result]);
      },
      (real) => real.future.setResult(result),
    ),
  ),
  value.map((error) =>
    command(
      `setException(${String(error)})`,
      (model) => {
        if (isDone(model)) return InvalidStateError;
        return end(model, 'FINISHED', ['error', error]);
      },
      (real) => real.future.setException(error),
    ),
  ),
  value.map((progress) =>
    command(
      `setProgress(${String(progress)})`,
      (model) => {
        if (!isDone(model)) model.progress.push(progress);
      },
      (real) => real.future.setProgress(progress),
    ),
  ),
  fc.constant(
    command(
      'subscribe',
      (model) => {
        model.subscribers += 1;
      },
      (real) => real.subscribe(),
    ),
  ),
  fc.constant(
    command(
      'subscribe and unsubscribe',
      () => undefined,
      (real) => real.future.subscribe({ next: () => undefined, error: () => undefined }).unsubscribe(),
    ),
  ),
  fc.constant(
    command(
      'addDoneCallback',
      (model) => {
        model.callbacks += 1;
      },
      (real) =>
        real.future.addDoneCallback(() => {
          real.calls += 1;
        }),
    ),
  ),
];

/** No notification before the end, and exactly one of each after it. */
function compare(model: Model, { future, told, calls, progress }: Real): void {
  expect(future.state).to.equal(model.state);
  expect([future.cancelled(), future.running(), future.done()]).to.deep.equal([
    model.state === 'CANCELLED',
    model.state === 'RUNNING',
    isDone(model),
  ]);
  expect(progress).to.deep.equal(model.progress);
  if (model.outcome === undefined) {
    expect([told, calls]).to.deep.equal([[], 0]);
    return;
  }
  expect(calls).to.equal(model.callbacks);
  expect(told).to.have.length(model.subscribers);
  for (const [kind, outcome] of told) {
    expect(kind).to.equal(model.outcome[0]);
    expect(Object.is(outcome, model.outcome[1])).to.equal(true);
  }
}

describe('SettableFuture', () => {
  describe('as a state machine', () => {
    // fast-check prints seed, path and the shortest run of commands when this fails.
    it('agrees with the reference machine after every step of any run', () => {
      fc.assert(
        fc.property(fc.commands(commands, { maxCommands: 25 }), (run) => {
          fc.modelRun(
            () => ({
              model: { state: 'PENDING', outcome: undefined, subscribers: 0, callbacks: 0, progress: [] } as Model,
              real: new Real(),
            }),
            run,
          );
        }),
        { numRuns: 500 },
      );
    });

    it('settles once, whatever is called from within a notification', () => {
      const moves = ['cancel', 'abort', 'setResult', 'setException'] as const;
      fc.assert(
        fc.property(fc.constantFrom(...moves), fc.array(fc.constantFrom(...moves)), (first, again) => {
          const future = new SettableFuture<unknown>();
          let told = 0;
          const retry = (): void => {
            told += 1;
            for (const move of again) {
              try {
                future[move](1);
              } catch (error) {
                expect(error).to.be.instanceOf(InvalidStateError);
              }
            }
          };
          future.subscribe({ error: retry, complete: retry });
          future.addDoneCallback(retry);
          future[first](0);
          expect(told).to.equal(2);
          expect(future.state).to.equal(first === 'cancel' || first === 'abort' ? 'CANCELLED' : 'FINISHED');
        }),
      );
    });
  });
});

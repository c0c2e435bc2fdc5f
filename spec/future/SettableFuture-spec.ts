import { expect } from 'chai';
import { CancelledError } from '../../src/errors/CancelledError.js';
import { InvalidStateError } from '../../src/errors/InvalidStateError.js';
import type { Future } from '../../src/future/Future.js';
import { SettableFuture } from '../../src/future/SettableFuture.js';
import type { FutureState } from '../../src/future/transitions.js';
import { falsyValues, frozenError, futureIn, type Kind, kinds, record, stateOf, valueText } from '../support/frozen.js';
import { unhandledErrors } from '../support/unhandled.js';

type Row = readonly [answer: unknown, state: FutureState];
const invalid = InvalidStateError;
const error = new Error('set');

/** The result or error of each operation, and the state after it, in the order of `kinds`. */
const table: Readonly<
  Record<string, readonly [run: (future: SettableFuture<number>) => unknown, rows: readonly Row[]]>
> = {
  'cancel()': [
    (future) => future.cancel(),
    [
      [true, 'CANCELLED'],
      [false, 'RUNNING'],
      [true, 'CANCELLED'],
      [false, 'FINISHED'],
      [false, 'FINISHED'],
    ],
  ],
  'abort()': [
    (future) => future.abort(),
    [
      [true, 'CANCELLED'],
      [true, 'CANCELLED'],
      [true, 'CANCELLED'],
      [false, 'FINISHED'],
      [false, 'FINISHED'],
    ],
  ],
  'setRunningOrNotifyCancel()': [
    (future) => future.setRunningOrNotifyCancel(),
    [
      [true, 'RUNNING'],
      [invalid, 'RUNNING'],
      [false, 'CANCELLED'],
      [invalid, 'FINISHED'],
      [invalid, 'FINISHED'],
    ],
  ],
  'setResult(2)': [
    (future) => future.setResult(2),
    [
      [undefined, 'FINISHED'],
      [undefined, 'FINISHED'],
      [invalid, 'CANCELLED'],
      [invalid, 'FINISHED'],
      [invalid, 'FINISHED'],
    ],
  ],
  'setException(error)': [
    (future) => future.setException(error),
    [
      [undefined, 'FINISHED'],
      [undefined, 'FINISHED'],
      [invalid, 'CANCELLED'],
      [invalid, 'FINISHED'],
      [invalid, 'FINISHED'],
    ],
  ],
  'setProgress(1)': [
    (future) => future.setProgress(1),
    [
      [undefined, 'PENDING'],
      [undefined, 'RUNNING'],
      [undefined, 'CANCELLED'],
      [undefined, 'FINISHED'],
      [undefined, 'FINISHED'],
    ],
  ],
  'cancelled()': [(future) => future.cancelled(), answers([false, false, true, false, false])],
  'running()': [(future) => future.running(), answers([false, true, false, false, false])],
  'done()': [(future) => future.done(), answers([false, false, true, true, true])],
  'toString()': [
    (future) => future.toString(),
    answers([
      '<SettableFuture state=pending>',
      '<SettableFuture state=running>',
      '<SettableFuture state=cancelled>',
      '<SettableFuture state=finished returned Number>',
      '<SettableFuture state=finished raised RangeError>',
    ]),
  ],
};

/** The rows of an operation that changes nothing. */
function answers(row: readonly unknown[]): Row[] {
  return row.map((answer, i) => [answer, stateOf(kinds[i] as Kind)]);
}

/** Returns the notifications of a subscriber to such a future. */
const outcomes: Readonly<Partial<Record<Kind, unknown[][]>>> = {
  'FINISHED with a value': [['next', 1], ['complete']],
  'FINISHED with an error': [['error', frozenError]],
};

describe('SettableFuture', () => {
  describe('state by operation', () => {
    for (const [operation, [run, rows]] of Object.entries(table)) {
      for (const [i, kind] of kinds.entries()) {
        const [answer, state] = rows[i] as Row;
        const does = answer === invalid ? 'throws InvalidStateError' : `answers ${String(answer)}`;
        it(`${operation} ${does} when ${kind}, and leaves it ${state}`, () => {
          const future = futureIn(kind);
          const log = record(future);
          const received = log.length;
          if (answer === invalid) expect(() => run(future)).to.throw(InvalidStateError);
          else expect(run(future)).to.equal(answer);
          expect(future.state).to.equal(state);
          if (received > 0) expect(log).to.have.length(received);
          if (outcomes[kind] !== undefined) expect(record(future)).to.deep.equal(outcomes[kind]);
        });
      }
    }

    it('names the state in the InvalidStateError', () => {
      expect(() => futureIn('FINISHED with a value').setResult(2))
        .to.throw(InvalidStateError, 'FINISHED: <SettableFuture state=finished returned Number>')
        .with.property('code', 'ERR_FUTURE_INVALID_STATE');
    });
  });

  describe('setRunningOrNotifyCancel', () => {
    it('returns false for a cancelled future every time', () => {
      const future = futureIn('CANCELLED');
      expect([1, 2, 3].map(() => future.setRunningOrNotifyCancel())).to.deep.equal([false, false, false]);
    });

    it('notifies no observer: a start is no outcome', () => {
      const future = new SettableFuture<number>();
      const log = record(future);
      future.setRunningOrNotifyCancel();
      expect(log).to.deep.equal([]);
    });
  });

  describe('values', () => {
    for (const value of falsyValues) {
      it(`carries ${valueText(value)} unchanged as value, error and reason of an abort`, async () => {
        const succeeded = new SettableFuture<unknown>();
        const failed = new SettableFuture<unknown>();
        const aborted = new SettableFuture<unknown>();
        succeeded.setResult(value);
        failed.setException(value);
        aborted.abort(value);
        expect(Object.is(await succeeded.result(), value)).to.equal(true);
        expect(await succeeded.exception()).to.equal(null);
        expect(Object.is(await failed.exception(), value)).to.equal(true);
        const [kind, raised] = record(failed)[0] as unknown[];
        expect([kind, Object.is(raised, value)]).to.deep.equal(['error', true]);
        const rejected = await failed.result().then(
          () => ['resolved'],
          (reason: unknown) => ['rejected', Object.is(reason, value)],
        );
        expect(rejected).to.deep.equal(['rejected', true]);
        const cancelled = (record(aborted)[0] as unknown[])[1] as CancelledError;
        expect(cancelled).to.be.instanceOf(CancelledError);
        expect(Object.hasOwn(cancelled, 'cause')).to.equal(true);
        expect(Object.is(cancelled.cause, value)).to.equal(true);
      });
    }

    it('holds a promise like any other value', async () => {
      const promise = Promise.resolve(1);
      const future = new SettableFuture<Promise<number>>();
      future.setResult(promise);
      expect(record(future)).to.deep.equal([['next', promise], ['complete']]);
    });

    it('passes the same error object to every observer', async () => {
      const future = futureIn('FINISHED with an error');
      expect(await future.exception()).to.equal(frozenError);
      expect(record(future)).to.deep.equal(record(future));
    });
  });

  describe('cancel and abort', () => {
    it('cause a CancelledError without a cause when no reason was given', () => {
      for (const stop of [(f: Future<number>) => f.cancel(), (f: Future<number>) => f.abort()]) {
        const future = new SettableFuture<number>();
        const log = record(future);
        stop(future);
        const raised = (log[0] as unknown[])[1] as Error;
        expect(raised).to.be.instanceOf(CancelledError).with.property('code', 'ERR_FUTURE_CANCELLED');
        expect(Object.hasOwn(raised, 'cause')).to.equal(false);
      }
    });

    it('keep the first reason when called again', () => {
      const future = new SettableFuture<number>();
      future.abort('first');
      future.abort('second');
      future.cancel();
      expect(((record(future)[0] as unknown[])[1] as Error).cause).to.equal('first');
    });

    it('notify once, however often they are called', () => {
      const future = new SettableFuture<number>();
      const log = record(future);
      let calls = 0;
      future.addDoneCallback(() => {
        calls += 1;
      });
      for (let i = 0; i < 3; i++) future.abort();
      expect([log.length, calls]).to.deep.equal([1, 1]);
    });
  });

  describe('completion', () => {
    const unhandled = unhandledErrors();

    for (const [name, settle] of [
      ['setResult', (future: SettableFuture<number>) => future.setResult(1)],
      ['setException', (future: SettableFuture<number>) => future.setException(frozenError)],
      ['cancel', (future: SettableFuture<number>) => void future.cancel()],
      ['abort', (future: SettableFuture<number>) => void future.abort()],
    ] as const) {
      it(`by ${name} changes the state, completes progress, notifies subscribers, then runs callbacks, each in order`, () => {
        const future = new SettableFuture<number>();
        const log: string[] = [];
        future.addDoneCallback(() => log.push('callback 1'));
        for (const i of [1, 2]) {
          const told = (): number => log.push(`subscriber ${i} (${future.done()})`);
          future.subscribe({ error: told, complete: told });
        }
        future.progress.subscribe({ complete: () => log.push(`progress (${future.done()})`) });
        future.addDoneCallback(() => log.push('callback 2'));
        settle(future);
        expect(log).to.deep.equal([
          'progress (true)',
          'subscriber 1 (true)',
          'subscriber 2 (true)',
          'callback 1',
          'callback 2',
        ]);
      });
    }

    it('runs a callback as often as it was added, with the future', () => {
      const future = new SettableFuture<number>();
      const seen: unknown[] = [];
      const callback = (done: Future<number>): void => void seen.push(done);
      future.addDoneCallback(callback);
      future.addDoneCallback(callback);
      future.setResult(1);
      future.addDoneCallback(callback);
      expect(seen).to.deep.equal([future, future, future]);
    });

    it('runs a callback that is added within a callback at once, before the waiting ones', () => {
      const future = new SettableFuture<number>();
      const log: string[] = [];
      future.addDoneCallback(() => {
        future.addDoneCallback(() => log.push('inner'));
        log.push('first');
      });
      future.addDoneCallback(() => log.push('second'));
      future.setResult(1);
      expect(log).to.deep.equal(['inner', 'first', 'second']);
    });

    it('runs a callback that a subscriber adds at once', () => {
      const future = new SettableFuture<number>();
      const log: string[] = [];
      future.addDoneCallback(() => log.push('early'));
      future.subscribe(() => future.addDoneCallback(() => log.push('added')));
      future.setResult(1);
      expect(log).to.deep.equal(['added', 'early']);
    });

    it('reports a callback that throws, and runs the next one', async () => {
      const future = new SettableFuture<number>();
      const log: string[] = [];
      future.addDoneCallback(() => {
        throw error;
      });
      future.addDoneCallback(() => log.push('next'));
      future.setResult(1);
      future.addDoneCallback(() => {
        throw frozenError;
      });
      expect(log).to.deep.equal(['next']);
      expect(await unhandled.reported(2)).to.deep.equal([error, frozenError]);
      expect(await future.result()).to.equal(1);
    });

    it('reports a subscriber that throws, and notifies the next one', async () => {
      const future = new SettableFuture<number>();
      const log: unknown[] = [];
      future.subscribe(() => {
        throw error;
      });
      future.subscribe((value) => log.push(value));
      future.addDoneCallback(() => log.push('called back'));
      future.setResult(1);
      expect(log).to.deep.equal([1, 'called back']);
      expect(await unhandled.reported(1)).to.deep.equal([error]);
    });

    it('reports the error to a subscriber that has no handler for it, as RxJS does', async () => {
      const future = new SettableFuture<number>();
      future.subscribe();
      future.setException(error);
      expect(await unhandled.reported(1)).to.deep.equal([error]);
    });

    it('lets a subscriber unsubscribe another during notification', () => {
      const future = new SettableFuture<number>();
      const log: string[] = [];
      future.subscribe(() => {
        log.push('first');
        second.unsubscribe();
      });
      const second = future.subscribe(() => log.push('second'));
      future.subscribe(() => log.push('third'));
      future.setResult(1);
      expect(log).to.deep.equal(['first', 'third']);
    });

    it('notifies a subscriber that subscribes during notification, at once and once', () => {
      const future = new SettableFuture<number>();
      const log: string[] = [];
      future.subscribe(() => {
        future.subscribe(() => log.push('inner'));
        log.push('first');
      });
      future.subscribe(() => log.push('second'));
      future.setResult(1);
      expect(log).to.deep.equal(['inner', 'first', 'second']);
    });

    it('rejects another settling from within a notification, and keeps the outcome', () => {
      const future = new SettableFuture<number>();
      const thrown: unknown[] = [];
      future.subscribe(() => {
        try {
          future.setResult(2);
        } catch (again) {
          thrown.push(again);
        }
      });
      future.setResult(1);
      expect(thrown[0]).to.be.instanceOf(InvalidStateError);
      expect(record(future)[0]).to.deep.equal(['next', 1]);
    });
  });

  describe('setProgress', () => {
    function listen(future: Future<unknown>): unknown[] {
      const log: unknown[] = [];
      future.progress.subscribe({ next: (value) => log.push(value), complete: () => log.push('|') });
      return log;
    }

    it('emits progress to its subscribers, also falsy values', () => {
      const future = new SettableFuture<number>();
      const log = listen(future);
      for (const value of falsyValues) future.setProgress(value);
      expect(log).to.deep.equal(falsyValues);
      future.cancel();
    });

    it('emits the latest value first to a late subscriber', () => {
      const future = new SettableFuture<number>();
      const early = listen(future);
      future.setProgress(1);
      future.setProgress(2);
      const late = listen(future);
      future.setProgress(3);
      future.setResult(0);
      expect(early).to.deep.equal([1, 2, 3, '|']);
      expect(late).to.deep.equal([2, 3, '|']);
    });

    it('emits the latest value first to the first subscriber', () => {
      const future = new SettableFuture<number>();
      future.setProgress(1);
      future.setProgress(2);
      const log = listen(future);
      expect(log).to.deep.equal([2]);
    });

    it('is ignored once the future is done', () => {
      const future = new SettableFuture<number>();
      const log = listen(future);
      future.setResult(1);
      future.setProgress(2);
      expect(log).to.deep.equal(['|']);
    });

    for (const kind of kinds.filter((each) => stateOf(each) === 'CANCELLED' || stateOf(each) === 'FINISHED')) {
      it(`completes progress for a late subscriber and never errors when ${kind}`, () => {
        expect(listen(futureIn(kind))).to.deep.equal(['|']);
      });
    }

    it('starts when progress is subscribed to, not when it is read', () => {
      const future = new SettableFuture<number>();
      const { progress } = future;
      future.setProgress(1);
      const log: unknown[] = [];
      progress.subscribe((value) => log.push(value));
      expect(log).to.deep.equal([1]);
    });

    it('changes no state and settles nothing', () => {
      const future = new SettableFuture<number>();
      future.setProgress(1);
      expect(future.state).to.equal('PENDING');
    });
  });
});

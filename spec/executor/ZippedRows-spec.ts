import { expect } from 'chai';
import { Subject } from 'rxjs';
import { SourcePause } from '../../src/executor/SourcePause.js';
import { checkInputs, ZippedRows } from '../../src/executor/ZippedRows.js';
import { deliverFrom, type PausableSource } from '../../src/streams/PausableSource.js';
import { backgroundClock } from '../../src/time/rx/systemClock.js';

type Row = readonly unknown[] | 'end';

/** An iterable that records how it is used. */
function recorded<T>(values: readonly T[], log: string[], name = 'input'): Iterable<T> {
  return {
    [Symbol.iterator]() {
      let at = 0;
      return {
        next() {
          log.push(`${name}.next`);
          return at < values.length ? { done: false, value: values[at++] as T } : { done: true, value: undefined };
        },
        return() {
          log.push(`${name}.return`);
          return { done: true, value: undefined };
        },
      };
    },
  };
}

function zip(inputs: readonly unknown[]): ZippedRows {
  return new ZippedRows(inputs, () => new SourcePause(undefined, () => false, backgroundClock));
}

/** A source that can be paused; \`paused\` counts its pauses. */
class Pausable implements PausableSource {
  readonly values = new Subject<number>();
  paused = 0;

  next(...values: number[]): void {
    deliverFrom(this, () => {
      for (const value of values) this.values.next(value);
    });
  }

  pause(): () => void {
    this.paused += 1;
    return () => {
      this.paused -= 1;
    };
  }
}

describe('ZippedRows', () => {
  let rows: Row[];
  let errors: unknown[];
  beforeEach(() => {
    rows = [];
    errors = [];
  });

  function pull(zipped: ZippedRows): void {
    zipped.pull(
      (row) => rows.push(row ?? 'end'),
      (error) => errors.push(error),
    );
  }

  it('pulls one row at a time', () => {
    const log: string[] = [];
    const zipped = zip([recorded([1, 2], log)]);
    expect(log, 'nothing is pulled before').to.deep.equal([]);
    pull(zipped);
    expect([rows, log]).to.deep.equal([[[1]], ['input.next']]);
  });

  it('pauses each of its sources while a value of that source waits to be pulled', () => {
    const [one, two] = [new Pausable(), new Pausable()];
    const zipped = zip([one.values, two.values]);
    zipped.open();
    pull(zipped);
    one.next(1);
    expect([one.paused, two.paused], 'the first value is pulled').to.deep.equal([0, 0]);
    one.next(2);
    expect([one.paused, two.paused], 'one waits for the next row').to.deep.equal([1, 0]);
    two.next(10);
    expect([rows, one.paused]).to.deep.equal([[[1, 10]], 1]);
    pull(zipped);
    expect([one.paused, two.paused], 'two is awaited').to.deep.equal([0, 0]);
    one.next(3);
    expect([one.paused, two.paused], 'one waits for the row after that').to.deep.equal([1, 0]);
    two.next(20);
    pull(zipped);
    expect([rows, one.paused], 'one is taken').to.deep.equal([
      [
        [1, 10],
        [2, 20],
      ],
      0,
    ]);
    one.next(4, 5);
    expect(one.paused).to.equal(1);
    zipped.close();
    expect(one.paused, 'closed').to.equal(0);
  });

  it('ends with the shortest input, and does not pull those after it', () => {
    const log: string[] = [];
    const zipped = zip([recorded([1], log, 'short'), recorded(['a', 'b'], log, 'long')]);
    pull(zipped);
    pull(zipped);
    expect(rows).to.deep.equal([[1, 'a'], 'end']);
    expect(log).to.deep.equal(['short.next', 'long.next', 'short.next']);
  });

  it('closes the inputs that have not ended', () => {
    const log: string[] = [];
    const zipped = zip([recorded([1], log, 'short'), recorded(['a', 'b'], log, 'long')]);
    pull(zipped);
    pull(zipped);
    zipped.close();
    zipped.close();
    expect(log.filter((entry) => entry.endsWith('return'))).to.deep.equal(['long.return']);
  });

  const oddIterators: Record<string, () => unknown> = {
    'throws at once': () => {
      throw new TypeError('odd');
    },
    'returns no result': () => undefined,
    'promises no result': async () => undefined,
    rejects: () => Promise.reject(new TypeError('odd')),
  };
  for (const [how, next] of Object.entries(oddIterators)) {
    for (const kind of [Symbol.asyncIterator, Symbol.iterator] as const) {
      if (kind === Symbol.iterator && (how === 'rejects' || how === 'promises no result')) continue;
      it(`passes an error on when an ${kind === Symbol.iterator ? 'iterator' : 'async iterator'} ${how}`, async () => {
        const zipped = zip([{ [kind]: () => ({ next }) }]);
        const error = await new Promise((fail) => zipped.pull(() => fail('a row'), fail));
        expect(error).to.be.instanceOf(TypeError);
        zipped.close();
      });
    }
  }

  it('passes the error of an input on, and does not close that one', () => {
    const error = new RangeError('too far');
    function* failing(): Generator<number> {
      yield 1;
      throw error;
    }
    const zipped = zip([failing()]);
    pull(zipped);
    pull(zipped);
    expect([rows, errors]).to.deep.equal([[[1]], [error]]);
    zipped.close();
  });

  it('subscribes to Observables when it is opened, and keeps the values that come before they are pulled', () => {
    const source = new Subject<string>();
    const zipped = zip([source]);
    expect(source.observed).to.equal(false);
    zipped.open();
    source.next('early');
    source.next('second');
    pull(zipped);
    pull(zipped);
    pull(zipped);
    expect(rows).to.deep.equal([['early'], ['second']]);
    source.next('awaited');
    source.complete();
    pull(zipped);
    expect(rows).to.deep.equal([['early'], ['second'], ['awaited'], 'end']);
  });

  it('does not subscribe to an Observable that is opened after the close', () => {
    const source = new Subject<string>();
    const zipped = zip([source]);
    zipped.close();
    zipped.open();
    expect(source.observed).to.equal(false);
  });

  it('unsubscribes from Observables when it is closed', () => {
    const source = new Subject<string>();
    const zipped = zip([source]);
    zipped.open();
    zipped.close();
    expect(source.observed).to.equal(false);
  });

  it('waits for asynchronous iterables', async () => {
    async function* values(): AsyncGenerator<number> {
      yield 1;
    }
    const zipped = zip([values(), ['a', 'b']]);
    const row = (): Promise<Row> =>
      new Promise((resolve, reject) => zipped.pull((next) => resolve(next ?? 'end'), reject));
    expect([await row(), await row()]).to.deep.equal([[1, 'a'], 'end']);
  });

  it('names the input that is none', () => {
    expect(() => checkInputs([[1], 5])).to.throw(TypeError, 'input 2 of map must be an iterable');
  });
});

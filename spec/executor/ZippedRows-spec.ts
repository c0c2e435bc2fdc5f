import { expect } from 'chai';
import { Subject } from 'rxjs';
import { checkInputs, ZippedRows } from '../../src/executor/ZippedRows.js';

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
    const zipped = new ZippedRows([recorded([1, 2], log)]);
    expect(log, 'nothing is pulled before').to.deep.equal([]);
    pull(zipped);
    expect([rows, log]).to.deep.equal([[[1]], ['input.next']]);
  });

  it('ends with the shortest input, and does not pull those after it', () => {
    const log: string[] = [];
    const zipped = new ZippedRows([recorded([1], log, 'short'), recorded(['a', 'b'], log, 'long')]);
    pull(zipped);
    pull(zipped);
    expect(rows).to.deep.equal([[1, 'a'], 'end']);
    expect(log).to.deep.equal(['short.next', 'long.next', 'short.next']);
  });

  it('closes the inputs that have not ended', () => {
    const log: string[] = [];
    const zipped = new ZippedRows([recorded([1], log, 'short'), recorded(['a', 'b'], log, 'long')]);
    pull(zipped);
    pull(zipped);
    zipped.close();
    zipped.close();
    expect(log.filter((entry) => entry.endsWith('return'))).to.deep.equal(['long.return']);
  });

  it('passes the error of an input on, and does not close that one', () => {
    const error = new RangeError('too far');
    function* failing(): Generator<number> {
      yield 1;
      throw error;
    }
    const zipped = new ZippedRows([failing()]);
    pull(zipped);
    pull(zipped);
    expect([rows, errors]).to.deep.equal([[[1]], [error]]);
    zipped.close();
  });

  it('subscribes to Observables when it is opened, and keeps the values that come before they are pulled', () => {
    const source = new Subject<string>();
    const zipped = new ZippedRows([source]);
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
    const zipped = new ZippedRows([source]);
    zipped.close();
    zipped.open();
    expect(source.observed).to.equal(false);
  });

  it('unsubscribes from Observables when it is closed', () => {
    const source = new Subject<string>();
    const zipped = new ZippedRows([source]);
    zipped.open();
    zipped.close();
    expect(source.observed).to.equal(false);
  });

  it('waits for asynchronous iterables', async () => {
    async function* values(): AsyncGenerator<number> {
      yield 1;
    }
    const zipped = new ZippedRows([values(), ['a', 'b']]);
    const row = (): Promise<Row> =>
      new Promise((resolve, reject) => zipped.pull((next) => resolve(next ?? 'end'), reject));
    expect([await row(), await row()]).to.deep.equal([[1, 'a'], 'end']);
  });

  it('names the input that is none', () => {
    expect(() => checkInputs([[1], 5])).to.throw(TypeError, 'input 2 of map must be an iterable');
  });
});

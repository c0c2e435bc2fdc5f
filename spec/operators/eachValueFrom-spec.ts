import { Readable, Writable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { ReadableStream } from 'node:stream/web';
import { expect } from 'chai';
import { concat, from, map, merge, NEVER, Observable, of, range, Subject, throwError } from 'rxjs';
import { EventLoopExecutor } from '../../src/executors/eventLoop/EventLoopExecutor.js';
import { asCompleted } from '../../src/operators/asCompleted.js';
import { eachValueFrom } from '../../src/operators/eachValueFrom.js';
import { deliverFrom, type PausableSource, PauseCounter } from '../../src/streams/PausableSource.js';

/** A source that emits the numbers from 0 on as long as nothing pauses it. */
class Numbers implements PausableSource {
  emitted = 0;
  unsubscribed = 0;
  readonly #last: number;
  readonly #pauses = new PauseCounter(() => this.#emit());
  #next: (n: number) => void = () => {};
  #complete: () => void = () => {};

  constructor(last = Number.POSITIVE_INFINITY) {
    this.#last = last;
  }

  readonly values = new Observable<number>((subscriber) => {
    this.#next = (n) => subscriber.next(n);
    this.#complete = () => subscriber.complete();
    subscriber.add(() => {
      this.unsubscribed += 1;
      this.#next = () => {};
    });
    this.#emit();
  });

  get isPaused(): boolean {
    return this.#pauses.isPaused;
  }

  pause(): () => void {
    return this.#pauses.pause();
  }

  #emit(): void {
    deliverFrom(this, () => {
      while (!this.#pauses.isPaused && this.emitted <= this.#last && this.unsubscribed === 0)
        this.#next(this.emitted++);
    });
    if (!this.#pauses.isPaused && this.emitted > this.#last) this.#complete();
  }
}

async function all<T>(values: AsyncIterable<T>): Promise<T[]> {
  const read: T[] = [];
  for await (const value of values) read.push(value);
  return read;
}

describe('eachValueFrom', () => {
  it('reads the values of any Observable in order, falsy ones as they are', async () => {
    const falsy = [undefined, null, 0, '', false, Number.NaN];
    expect(await all(eachValueFrom(from(falsy)))).to.deep.equal(falsy);
    expect(await all(eachValueFrom(range(0, 100)))).to.have.length(100);
    expect(await all(eachValueFrom(of()))).to.deep.equal([]);
  });

  it('subscribes at the first value that is asked for', async () => {
    let subscribed = 0;
    const values = eachValueFrom(
      new Observable<number>(() => {
        subscribed += 1;
      }),
    );
    values[Symbol.asyncIterator]();
    expect(subscribed).to.equal(0);
    void values.next();
    void values.next();
    expect(subscribed).to.equal(1);
    await values.return?.();
  });

  it('throws an error at its place, after the values before it, and is then at its end', async () => {
    const read: number[] = [];
    const values = eachValueFrom(
      concat(
        of(1, 2),
        throwError(() => new RangeError('bad')),
      ),
    );
    const loop = async (): Promise<void> => {
      for await (const value of values) read.push(value);
    };
    const error = await loop().catch((thrown: unknown) => thrown);
    expect([read, error]).to.deep.equal([[1, 2], error]);
    expect(error).to.be.instanceOf(RangeError);
    expect(await values.next()).to.deep.equal({ done: true, value: undefined });
  });

  it('throws an error that is undefined', async () => {
    const thrown = await eachValueFrom(throwError(() => undefined))
      .next()
      .then(
        () => 'none',
        (error: unknown) => [error],
      );
    expect(thrown).to.deep.equal([undefined]);
  });

  it('answers several calls of next in order, the first of them with the error', async () => {
    const source = new Subject<number>();
    const values = eachValueFrom(source);
    const results = Promise.allSettled([values.next(), values.next(), values.next()]);
    source.next(1);
    source.error('bad');
    expect(await results).to.deep.equal([
      { status: 'fulfilled', value: { done: false, value: 1 } },
      { status: 'rejected', reason: 'bad' },
      { status: 'fulfilled', value: { done: true, value: undefined } },
    ]);
  });

  for (const way of ['break', 'throw', 'return'] as const) {
    it(`unsubscribes when the loop is left by ${way}`, async () => {
      const numbers = new Numbers();
      const loop = async (): Promise<void> => {
        for await (const n of eachValueFrom(numbers.values)) {
          if (n < 20) continue;
          if (way === 'break') break;
          if (way === 'return') return;
          throw new RangeError('left');
        }
      };
      await loop().catch(() => {});
      expect([numbers.unsubscribed, numbers.isPaused]).to.deep.equal([1, false]);
    });
  }

  it('ends the calls of next that wait when it is left', async () => {
    const values = eachValueFrom(NEVER);
    const waiting = values.next();
    expect(await values.return?.('left')).to.deep.equal({ done: true, value: 'left' });
    expect(await waiting).to.deep.equal({ done: true, value: undefined });
    expect(await values.next()).to.deep.equal({ done: true, value: undefined });
  });

  it('drops an error that waits when it is left', async () => {
    const values = eachValueFrom(
      concat(
        of(1, 2),
        throwError(() => new Error('late')),
      ),
    );
    await values.next();
    await values.throw?.('left').catch(() => {});
    expect(await values.next()).to.deep.equal({ done: true, value: undefined });
  });

  it('subscribes once for each loop', async () => {
    let subscriptions = 0;
    const values = eachValueFrom(
      new Observable<number>((subscriber) => {
        subscriber.next(++subscriptions);
        subscriber.complete();
      }),
    );
    expect([await all(values), await all(values), await Promise.all([all(values), all(values)])]).to.deep.equal([
      [1],
      [2],
      [[3], [4]],
    ]);
  });

  it('goes on in a loop after calls of next', async () => {
    const values = eachValueFrom(of('header', 'a', 'b'));
    expect((await values.next()).value).to.equal('header');
    expect(await all(values)).to.deep.equal(['a', 'b']);
  });

  for (const bufferSize of [1, 2, 16]) {
    it(`lets no more than ${bufferSize} values of a pausable source wait, also with operators in between`, async () => {
      const numbers = new Numbers(99);
      const source = numbers.values.pipe(map((n) => 2 * n));
      const values = bufferSize === 16 ? eachValueFrom(source) : eachValueFrom(source, { bufferSize });
      for (let n = 0; n < 100; n++) {
        expect((await values.next()).value).to.equal(2 * n);
        expect(numbers.emitted - n - 1).to.be.within(0, bufferSize);
        if (n === 0) expect(numbers.emitted - 1, 'the buffer is full').to.equal(bufferSize);
      }
      expect((await values.next()).done).to.equal(true);
    });
  }

  it('pauses each of several merged sources', async () => {
    const sources = [new Numbers(9), new Numbers(9)];
    const values = eachValueFrom(merge(...sources.map((each) => each.values)), { bufferSize: 3 });
    await values.next();
    expect(sources.map(({ emitted }) => emitted)).to.deep.equal([4, 1]);
    expect(await all(values)).to.have.length(19);
  });

  it('rejects what is no Observable and invalid options at the call', () => {
    expect(() => eachValueFrom([1] as never)).to.throw(TypeError, 'eachValueFrom takes an Observable, got');
    expect(() => eachValueFrom(of(1), { bufferSize: 0 })).to.throw(RangeError, 'bufferSize');
    expect(() => eachValueFrom(of(1), { bufferSize: '1' as never })).to.throw(TypeError, 'bufferSize');
    expect(() => eachValueFrom(of(1), { buffersize: 1 } as never)).to.throw(TypeError, 'bufferSize');
  });

  it('reads futures as they complete', async () => {
    const executor = new EventLoopExecutor();
    const futures = [1, 2].map((n) => executor.submit((value: number) => value, n));
    const read: number[] = [];
    for await (const future of eachValueFrom(from(futures).pipe(asCompleted()))) read.push(await future.result());
    expect(read).to.have.members([1, 2]);
    await executor.shutdown();
  });

  it('is read by the streams of Node and of the web, which hold the source back', async () => {
    const numbers = new Numbers();
    const readable = Readable.from(eachValueFrom(numbers.values, { bufferSize: 1 }), { highWaterMark: 1 });
    const written: number[] = [];
    const sink = new Writable({
      objectMode: true,
      highWaterMark: 1,
      write(n: number, _encoding, done) {
        written.push(n);
        expect(numbers.emitted - n).to.be.at.most(8);
        done(n === 30 ? new RangeError('full') : null);
      },
    });
    const error = await pipeline(readable, sink).catch((thrown: unknown) => thrown);
    expect(error).to.be.instanceOf(RangeError);
    expect([written.length, numbers.unsubscribed]).to.deep.equal([31, 1]);
    expect(await all(ReadableStream.from(eachValueFrom(new Numbers(9).values)))).to.have.length(10);
  });
});

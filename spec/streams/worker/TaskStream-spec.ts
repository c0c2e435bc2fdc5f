import { expect } from 'chai';
import { map, of, Subject } from 'rxjs';
import { TaskStream } from '../../../src/streams/worker/TaskStream.js';
import { ManualEventLoop } from '../../support/ManualEventLoop.js';
import { until } from '../../support/until.js';
import { RecordingConsumer } from '../RecordingConsumer.js';

describe('TaskStream', () => {
  let consumer: RecordingConsumer;
  let ends: unknown[];

  beforeEach(() => {
    consumer = new RecordingConsumer();
    ends = [];
  });

  function makeStream(window: number, through = false): TaskStream {
    return new TaskStream({ window, widest: window, through }, consumer, new ManualEventLoop());
  }

  /** Calls the task and streams what it returns, as a worker does. */
  function run(stream: TaskStream, task: (...args: never[]) => unknown, ...args: unknown[]): void {
    stream.follow(stream.call(task as (...args: readonly unknown[]) => unknown, args), {
      completed: (sent) => ends.push(sent),
      failed: (error) => ends.push(error),
    });
  }

  function* count(to: number): Generator<number> {
    for (let n = 1; n <= to; n++) yield n;
  }

  it('streams the items of a generator under demand, and completes with their number', () => {
    const stream = makeStream(2);
    run(stream, count, 3);
    expect([consumer.received, stream.awaitingDemand]).to.deep.equal([[1, 2], true]);
    stream.request(2);
    expect([consumer.received, ends]).to.deep.equal([[1, 2, 3], [3]]);
  });

  it('streams arrays, Observables, async iterables and promises of them; another value is one item', async () => {
    const results = [['a', 'b'], of('a', 'b'), Promise.resolve(['a', 'b']), asyncItems('a', 'b'), 'text', 7];
    for (const result of results) run(makeStream(8), () => result);
    await until(() => ends.length === results.length, 'all streams have ended');
    expect(consumer.received.filter((item) => item === 'b')).to.have.length(4);
    expect(consumer.received.filter((item) => item === 't')).to.have.length(2);
    expect(consumer.received).to.include(7);
    expect(ends).to.have.members([1, 2, 2, 2, 2, 4]);
  });

  it('fails with the error of the task, after the items before it', () => {
    function* failing(): Generator<number> {
      yield 1;
      throw new RangeError('broken');
    }
    run(makeStream(8), failing);
    expect(consumer.received).to.deep.equal([1]);
    expect(String(ends)).to.equal('RangeError: broken');
  });

  it('fails for an item that cannot be cloned, and closes the task', () => {
    let closed = false;
    function* unsendable(): Generator<unknown> {
      try {
        yield () => {};
      } finally {
        closed = true;
      }
    }
    run(makeStream(8), unsendable);
    expect([(ends[0] as Error).name, ends.length, closed]).to.deep.equal(['DataCloneError', 1, true]);
  });

  it('ends early when it is closed: the generator runs its finally, and later demand yields no item', () => {
    const stream = makeStream(1);
    run(stream, count, 3);
    stream.close();
    stream.request(5);
    expect([consumer.received, ends]).to.deep.equal([[1], [1]]);
  });

  it('passes the remote source to an operator, and requests a window of its values', () => {
    const stream = makeStream(4, true);
    run(stream, map((n: number) => n * 10) as never);
    expect(consumer.inputCalls).to.deep.equal([['request', 1, 4]]);
    stream.input(1, 0, [1, 2]);
    stream.input(1, 2, [], { kind: 'complete' });
    expect([consumer.received, ends]).to.deep.equal([[10, 20], [2]]);
  });

  it('pauses the source of an operator while there is no demand for its results', () => {
    const stream = makeStream(2, true);
    run(stream, map((n: number) => n * 10) as never);
    stream.input(1, 0, [1, 2, 3]);
    expect(consumer.received).to.deep.equal([10, 20]);
    stream.request(2);
    expect(consumer.received).to.deep.equal([10, 20, 30]);
    stream.close();
  });

  it('fails for an operator that returns no stream', () => {
    run(makeStream(4, true), ((_source: unknown) => 5) as never);
    expect(String(ends)).to.contain('must give back an Observable, got number');
  });

  it('unsubscribes from an Observable when it is closed', () => {
    const stream = makeStream(4);
    const subject = new Subject();
    run(stream, () => subject);
    stream.close();
    expect([subject.observed, ends]).to.deep.equal([false, [0]]);
  });
});

async function* asyncItems(...items: unknown[]): AsyncGenerator<unknown> {
  yield* items;
}

import { expect } from 'chai';
import { of, Subject, throwError } from 'rxjs';
import { InvalidStateError } from '../../src/errors/InvalidStateError.js';
import type { HasTaskInfo } from '../../src/protocol/TaskInfo.js';
import { TaskStream } from '../../src/streams/worker/TaskStream.js';
import { TaskCall } from '../../src/worker/TaskCall.js';
import { RecordingConsumer } from '../streams/RecordingConsumer.js';
import { ManualEventLoop } from '../support/ManualEventLoop.js';

/** A call without a worker: the spec requests the abort. */
class ExampleCall extends TaskCall {
  readonly id = 7;
  readonly worker = { id: 0, name: 'pool_0' };
  readonly info: HasTaskInfo | undefined;
  readonly stream: TaskStream | undefined;
  readonly reported: unknown[] = [];
  stopRequested = false;

  constructor({ info, stream }: { info?: HasTaskInfo; stream?: TaskStream } = {}) {
    super();
    this.info = info;
    this.stream = stream;
  }

  abortRequested(): boolean {
    return this.stopRequested;
  }

  progress(value: unknown): void {
    this.reported.push(value);
  }
}

describe('TaskCall', () => {
  it('calls the function with its arguments, and ends with a plain value', () => {
    const call = new ExampleCall();
    const result = call.invoke((a, b) => `${String(a)} ${String(b)}`, [1, 2]);
    expect(result).to.equal('1 2');
    expect(call.pends(result)).to.equal(false);
  });

  it('pends for a promise, an Observable and an iterator, and not for an array', () => {
    const call = new ExampleCall();
    const iterator = [1][Symbol.iterator]();
    expect([Promise.resolve(1), of(1), iterator].map((result) => call.pends(result))).to.deep.equal([true, true, true]);
    expect(call.pends([1])).to.equal(false);
  });

  it('waits for the single value of a result that pends', async () => {
    const call = new ExampleCall();
    expect(await call.follow(Promise.resolve(3))).to.equal(3);
    expect(await call.follow(of(4))).to.equal(4);
    expect(await call.follow(Promise.resolve(of(5)))).to.equal(5);
  });

  it('fails with the error of the result, or when it has not exactly one value', async () => {
    const call = new ExampleCall();
    const error = new RangeError('too far');
    const failures = [throwError(() => error), of(), of(1, 2)].map((result) =>
      call.follow(result).then(
        () => 'no error',
        (thrown: unknown) => thrown,
      ),
    );
    const [thrown, none, several] = await Promise.all(failures);
    expect(thrown).to.equal(error);
    expect(none).to.be.instanceOf(InvalidStateError).with.property('message').that.contains('without a value');
    expect(several).to.be.instanceOf(InvalidStateError).with.property('message').that.contains('several values');
  });

  it('unsubscribes from the returned Observable when it is aborted', () => {
    const call = new ExampleCall();
    const source = new Subject();
    void call.follow(source);
    expect(source.observed).to.equal(true);
    call.abort('enough');
    expect(source.observed).to.equal(false);
  });

  it('follows its stream instead, and succeeds with the number of items', async () => {
    const consumer = new RecordingConsumer();
    const stream = new TaskStream({ window: 10, widest: 10, through: false }, consumer, new ManualEventLoop());
    const call = new ExampleCall({ stream });
    const items = call.invoke(() => ['a', 'b'], []);
    expect(call.pends(items)).to.equal(true);
    expect(await call.follow(items)).to.equal(2);
    expect(consumer.received).to.deep.equal(['a', 'b']);
  });

  describe('as the current task', () => {
    it('has the id and the label of the task, and passes progress values on', () => {
      const call = new ExampleCall({ info: { label: 'first' } });
      const current = call.current();
      current.progress(0.5);
      expect([current.id, current.label, call.reported]).to.deep.equal([7, 'first', [0.5]]);
    });

    it('has no label where the task has none', () => {
      expect(new ExampleCall().current()).not.to.have.property('label');
    });

    it('is the same object at each call', () => {
      const call = new ExampleCall();
      expect(call.current()).to.equal(call.current());
    });

    it('is aborted with the reason', () => {
      const call = new ExampleCall();
      const current = call.current();
      const { signal } = current;
      call.abort('enough');
      expect([current.aborted, signal.aborted, signal.reason]).to.deep.equal([true, true, 'enough']);
      expect(() => current.throwIfAborted()).to.throw('enough');
    });

    it('has an aborted signal also when it is read after the abort', () => {
      const call = new ExampleCall();
      call.abort('enough');
      expect(call.current().signal.reason).to.equal('enough');
    });

    it('is aborted as soon as the host requests it, before the message arrives', () => {
      const call = new ExampleCall();
      const current = call.current();
      expect(current.aborted).to.equal(false);
      current.throwIfAborted();
      call.stopRequested = true;
      expect(current.aborted).to.equal(true);
      expect(() => current.throwIfAborted())
        .to.throw()
        .with.property('name', 'AbortError');
    });
  });
});

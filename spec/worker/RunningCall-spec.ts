import { expect } from 'chai';
import { mostInFlight, type WorkerClaims } from '../../src/claims/Claims.js';
import { MemoryClaims } from '../../src/claims/MemoryClaims.js';
import { UnsharedClaims } from '../../src/claims/UnsharedClaims.js';
import type { TaskNote } from '../../src/protocol/messages/TasksMessage.js';
import { ProgressReports } from '../../src/worker/ProgressReports.js';
import { RunningCall } from '../../src/worker/RunningCall.js';
import { RunningCalls } from '../../src/worker/RunningCalls.js';
import { ManualEventLoop } from '../support/ManualEventLoop.js';
import { RecordingPort } from './RecordingPort.js';

let port: RecordingPort;

beforeEach(() => {
  port = new RecordingPort();
});

/** Returns the call of a task in slot 3. */
function makeCall(note?: TaskNote, claims: WorkerClaims = new UnsharedClaims()): RunningCall {
  const eventLoop = new ManualEventLoop();
  const task = { slot: 3, id: 103, fn: 0, args: ['a', 'b'], note };
  const worker = { id: 2, name: 'pool_2' };
  return new RunningCall(task, { port, worker, claims, eventLoop, progress: new ProgressReports(port, eventLoop) });
}

const stream = (window: number, through = false): TaskNote => ({ stream: { window, widest: window, through } });

function* letters(): Generator<string> {
  yield* ['a', 'b', 'c'];
}

describe('RunningCall', () => {
  it('calls the function with the arguments of its task', () => {
    const call = makeCall();
    const result = call.invoke((...args) => args.join('+'), call.task.args);
    expect([result, call.pends(result)]).to.deep.equal(['a+b', false]);
  });

  it('follows a promise and a stream of one value to its result', async () => {
    const call = makeCall();
    expect(call.pends(Promise.resolve(1))).to.equal(true);
    expect(await call.follow(Promise.resolve(1))).to.equal(1);
    expect(await call.follow(['only'].values())).to.equal('only');
  });

  it('shows the task its id, label and worker, and aborts its signal', () => {
    const call = makeCall({ label: 'resize' });
    const current = call.current();
    expect([current.id, current.label, current.aborted]).to.deep.equal([103, 'resize', false]);
    expect(current.worker).to.deep.equal({ id: 2, name: 'pool_2' });
    call.abort('enough');
    expect([current.aborted, current.signal.reason]).to.deep.equal([true, 'enough']);
    expect(call.current()).to.equal(current);
  });

  it('sees an abort in the shared claims, without a message', () => {
    const claims = new MemoryClaims(new SharedArrayBuffer(4 * mostInFlight));
    const { current } = makeCall(undefined, claims);
    claims.offer(3);
    claims.requestAbort(3);
    expect(current().aborted).to.equal(true);
    expect(() => current().throwIfAborted())
      .to.throw()
      .with.property('name', 'AbortError');
  });

  it('reports progress under its slot', () => {
    makeCall().current().progress('half');
    expect(port.posted).to.deep.equal([{ kind: 'progress', slots: [3], values: ['half'] }]);
  });

  it('streams items under its slot, and passes on the demand of the host', async () => {
    const call = makeCall(stream(2));
    const sent = call.follow(call.invoke(letters, []));
    call.receive({ kind: 'request', slot: 3, count: 2 });
    expect(await sent).to.equal(3);
    expect(port.of('items').flatMap(({ slot, values }) => [slot, ...Array.from(values)])).to.deep.equal([
      3,
      'a',
      3,
      'b',
      3,
      'c',
    ]);
  });

  it('fails its stream for a message that could not be decoded', async () => {
    const call = makeCall(stream(2));
    const sent = call.follow(call.invoke(letters, []));
    call.failStream(new RangeError('lost'));
    expect(await sent.catch(String)).to.equal('RangeError: lost');
  });
});

describe('RunningCalls', () => {
  it('all wait when each is a stream without demand', () => {
    const calls = new RunningCalls();
    expect(calls.allWait).to.equal(true);
    const call = makeCall(stream(1));
    calls.set(3, call);
    expect(calls.allWait).to.equal(false);
    void call.follow(call.invoke(letters, []));
    expect(calls.allWait).to.equal(true);
    calls.set(4, makeCall());
    expect(calls.allWait).to.equal(false);
  });

  it('send the items that their streams have collected', () => {
    const calls = new RunningCalls();
    const call = makeCall(stream(100));
    calls.set(3, call);
    const subscribers: { next(item: string): void }[] = [];
    const observable = { lift: () => {}, subscribe: (subscriber: never) => void subscribers.push(subscriber) };
    void call.follow(call.invoke(() => observable, []));
    for (const item of ['first', 'second', 'third']) subscribers[0]?.next(item);
    expect(port.of('items')).to.have.length(1);
    calls.flush();
    expect(port.of('items').flatMap(({ values }) => Array.from(values))).to.deep.equal(['first', 'second', 'third']);
  });
});

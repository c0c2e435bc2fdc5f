import { expect } from 'chai';
import { mostInFlight } from '../../src/claims/Claims.js';
import { MemoryClaims } from '../../src/claims/MemoryClaims.js';
import { decodeThrown } from '../../src/protocol/decodeThrown.js';
import type { InitMessage } from '../../src/protocol/messages/InitMessage.js';
import type { TaskNote } from '../../src/protocol/messages/TasksMessage.js';
import { realm } from '../../src/protocol/realm.js';
import { nodePlatform } from '../../src/worker/node/nodePlatform.js';
import { WorkerLoop } from '../../src/worker/WorkerLoop.js';
import { until } from '../support/until.js';
import { initMessage } from '../transports/messages.js';
import { RecordingPort } from './RecordingPort.js';

/**
 * The worker's end of a pool, run here: its messages come from the spec, its tasks are inline functions, and its clock moves
 * by a microsecond a read.
 */
describe('WorkerLoop', () => {
  const currentTaskUrl = new URL('../../src/worker/currentTask.js', import.meta.url).href;
  let port: RecordingPort;
  let exits: number[];
  let loop: WorkerLoop;
  let lastFunction: number;
  let currentCall: typeof realm.currentCall;

  beforeEach(() => {
    currentCall = realm.currentCall;
    port = new RecordingPort();
    exits = [];
    lastFunction = 0;
    let time = 0;
    loop = new WorkerLoop(port, {
      ...nodePlatform(import.meta.url),
      timeOrigin: 1000,
      now: () => (time += 0.001),
      exit: (code) => void exits.push(code),
    });
    loop.start();
  });

  /** The tasks that are left running are not those of this process. */
  afterEach(() => {
    realm.currentCall = currentCall;
  });

  async function start(init: Partial<InitMessage> = {}): Promise<void> {
    port.receive({ ...initMessage(), ...init });
    await until(() => port.of('ready').length === 1, 'the worker is ready');
  }

  /** Sends one task; its id is the slot plus 100. */
  function send(slot: number, source: string, args: unknown[] = [], note?: TaskNote): void {
    const fn = ++lastFunction;
    port.receive({ kind: 'functions', specs: [[fn, { form: 'inline', source, name: 'task' }]] });
    const notes = note === undefined ? [] : [[0, note] as const];
    port.receive({ kind: 'tasks', headers: [slot, slot + 100, fn, args.length], args, notes });
  }

  const results = (): unknown[] =>
    port.of('results').flatMap(({ slots, values }) => Array.from(slots, (slot, i) => [slot, values[i]]));
  const failures = (): unknown[] =>
    port.of('results').flatMap((each) => each.failures.map(([slot, thrown]) => [slot, String(decodeThrown(thrown))]));
  const started = (): number[] => port.of('results').flatMap((each) => each.started);
  const skipped = (): number[] => port.of('results').flatMap((each) => each.skipped);

  it('is ready once its initializer has run, and fails with the error of that', async () => {
    const initializer = {
      form: 'inline',
      source: '(ok) => { if (!ok) throw new RangeError("no") }',
      name: 'init',
    } as const;
    await start({ initializer, initArgs: [true] });
    port.receive({ ...initMessage(), initializer, initArgs: [false] });
    await until(() => port.of('failed').length === 1, 'the start has failed');
    const [failed] = port.of('failed');
    expect([failed?.stage, String(failed && decodeThrown(failed.error))]).to.deep.equal([
      'initializer',
      'RangeError: no',
    ]);
  });

  it('runs the tasks of a message in their order, and sends their results together', async () => {
    await start();
    send(0, '(n) => n * 2', [1]);
    await until(() => results().length === 1, 'the function is loaded');
    const before = port.of('results').length;
    port.receive({ kind: 'tasks', headers: [1, 101, 1, 1, 2, 102, 1, 1, 3, 103, 1, 1], args: [2, 3, 4], notes: [] });
    expect(port.of('results').length).to.equal(before + 1);
    expect(results()).to.deep.equal([
      [0, 2],
      [1, 4],
      [2, 6],
      [3, 8],
    ]);
  });

  it('awaits promises, and takes the only value of a stream', async () => {
    await start();
    send(0, 'async () => "promised"');
    send(1, 'function* () { yield "only" }');
    await until(() => results().length === 2, 'both tasks have ended');
    expect(results()).to.deep.equal([
      [0, 'promised'],
      [1, 'only'],
    ]);
  });

  it('fails a task that throws or whose result cannot be cloned, and runs the next', async () => {
    await start();
    send(0, '() => { throw new RangeError("broken") }');
    send(1, '() => () => {}');
    send(2, '() => "fine"');
    await until(() => results().length === 1, 'the last task has ended');
    expect((failures() as [number, string][]).map(([slot]) => slot)).to.deep.equal([0, 1]);
    expect(String(failures())).to.contain('RangeError: broken').and.contain('SerializationError');
  });

  it('runs at most tasksPerWorker tasks at once', async () => {
    await start({ tasksPerWorker: 2 });
    for (const slot of [0, 1, 2]) send(slot, '() => new Promise(() => {})', [], { reportStart: true });
    await until(() => started().length === 2, 'two tasks have started');
    await new Promise(setImmediate);
    expect(started()).to.have.members([0, 1]);
  });

  it('skips a task that the host has recalled through shared claims', async () => {
    const memory = new SharedArrayBuffer(4 * mostInFlight);
    const host = new MemoryClaims(memory);
    await start({ claims: memory });
    for (const slot of [0, 1]) host.offer(slot);
    expect(host.takeBack([1])).to.deep.equal([1]);
    send(0, '() => "ran"');
    send(1, '() => "recalled"');
    await until(() => skipped().length === 1, 'the recalled task is skipped');
    expect([results(), skipped(), host.hasEnded(0)]).to.deep.equal([[[0, 'ran']], [1], true]);
  });

  it('aborts a running task, and skips one that waits, where nothing is shared', async () => {
    await start();
    const untilAborted = `async (url) => {
      const { signal } = (await import(url)).currentTask();
      await new Promise((_, reject) => {
        if (signal.aborted) reject(signal.reason);
        else signal.addEventListener('abort', () => reject(signal.reason));
      });
    }`;
    send(0, untilAborted, [currentTaskUrl]);
    send(1, '() => "waited"');
    send(2, '() => "next"');
    const reason = { kind: 'value', value: 'enough' } as const;
    await until(() => started().includes(0), 'the first task has started');
    port.receive({ kind: 'abort', slot: 1, reason });
    port.receive({ kind: 'abort', slot: 0, reason });
    await until(() => results().length === 1, 'the last task has ended');
    expect([failures(), skipped(), results()]).to.deep.equal([[[0, 'enough']], [1], [[2, 'next']]]);
  });

  it('sends the progress of a task before its result', async () => {
    await start();
    send(
      0,
      `async (url) => { const { currentTask } = await import(url); currentTask().progress("half"); return "done" }`,
      [currentTaskUrl],
    );
    await until(() => results().length === 1, 'the task has ended');
    const kinds = port.posted.map(({ kind }) => kind);
    expect(kinds.indexOf('progress')).to.be.within(0, kinds.lastIndexOf('results') - 1);
    expect(port.of('progress')[0]?.values).to.deep.equal(['half']);
  });

  it('streams items under the demand of the host, and then sends their number as the result', async () => {
    await start();
    const stream = { window: 2, widest: 2, through: false };
    send(0, 'function* () { yield* ["a", "b", "c"] }', [], { stream });
    const items = (): unknown[] => port.of('items').flatMap(({ values }) => Array.from(values));
    await until(() => items().length === 2, 'a window of items has arrived');
    expect(results()).to.deep.equal([]);
    port.receive({ kind: 'request', slot: 0, count: 2 });
    await until(() => results().length === 1, 'the stream has ended');
    expect([items(), results()]).to.deep.equal([['a', 'b', 'c'], [[0, 3]]]);
  });

  it('reports a message that it could not decode by its number', async () => {
    await start();
    port.failToDecode(new RangeError('too deep'));
    expect(port.of('decodeFailed').map(({ ordinal }) => ordinal)).to.deep.equal([1]);
  });

  it('fails the stream whose input could not be decoded, where that was announced', async () => {
    await start();
    const stream = { window: 2, widest: 2, through: true };
    send(0, '(source) => source', [], { stream });
    await until(() => port.of('requestInput').length === 1, 'the operator has subscribed');
    port.receive({ kind: 'announce', slot: 0, part: 'stream item' });
    port.failToDecode(new RangeError('too deep'));
    await until(() => failures().length === 1, 'the stream has failed');
    expect(String(failures())).to.contain('stream item');
    expect(port.of('decodeFailed')).to.deep.equal([]);
  });

  it('names the slots whose tasks it does not have', async () => {
    await start();
    send(0, '() => new Promise(() => {})');
    send(1, '() => "waits"');
    await until(() => started().includes(0), 'the first task has started');
    port.receive({ kind: 'check', slots: [0, 1, 2] });
    expect(port.of('gone').map(({ slots }) => slots)).to.deep.equal([[2]]);
  });

  it('reports start and end times when the host asks for them', async () => {
    await start();
    port.receive({ kind: 'reportTimes', enabled: true });
    send(0, '() => 1');
    await until(() => results().length === 1, 'the task has ended');
    const times = port.of('results').flatMap((each) => Array.from(each.times));
    const [slot, startedAt, endedAt] = times.slice(-3) as [number, number, number];
    expect(slot).to.equal(0);
    expect(startedAt).to.be.within(1000, endedAt);
  });

  it('reports an uncaught error after the results before it', async () => {
    await start();
    send(0, '() => 1');
    await until(() => results().length === 1, 'the task has ended');
    loop.uncaughtError(new RangeError('stray'));
    expect(port.posted.at(-1)?.kind).to.equal('uncaughtError');
  });

  it('exits when the host closes it', async () => {
    await start();
    port.receive({ kind: 'close' });
    await until(() => exits.length === 1, 'it has exited');
    expect(exits).to.deep.equal([0]);
  });

  it('runs its finalizer before it exits, and reports one that fails', async () => {
    const source = '() => { throw new RangeError("not flushed") }';
    await start({ finalizer: { form: 'inline', source, name: 'close' } });
    expect(exits).to.deep.equal([]);
    port.receive({ kind: 'close' });
    await until(() => exits.length === 1, 'it has exited');
    const [uncaught] = port.of('uncaughtError');
    expect(String(uncaught && decodeThrown(uncaught.error))).to.equal('RangeError: not flushed');
  });

  it('is not ready when its finalizer cannot be loaded', async () => {
    port.receive({ ...initMessage(), finalizer: { form: 'exposed', name: 'nowhere' } });
    await until(() => port.of('failed').length === 1, 'the start has failed');
    expect([port.of('failed')[0]?.stage, port.of('ready').length]).to.deep.equal(['finalizer', 0]);
  });
});

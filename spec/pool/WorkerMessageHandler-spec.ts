import { expect } from 'chai';
import { SerializationError } from '../../src/errors/SerializationError.js';
import type { Job } from '../../src/executor/Job.js';
import { StreamJob } from '../../src/executor/StreamJob.js';
import type { Future } from '../../src/future/Future.js';
import { FunctionRegistry } from '../../src/pool/FunctionRegistry.js';
import { InFlightTasks } from '../../src/pool/InFlightTasks.js';
import { type ConnectionEnd, type HandledMessage, WorkerConnection } from '../../src/pool/WorkerConnection.js';
import { WorkerMessageHandler } from '../../src/pool/WorkerMessageHandler.js';
import { encodeThrown } from '../../src/protocol/encodeThrown.js';
import { noResults } from '../support/noResults.js';
import { FakeHost, task } from './FakeHost.js';
import { FakeTransport } from './FakeTransport.js';
import { poolSettings } from './poolSettings.js';

const thrown = (error: unknown) => encodeThrown(error, structuredClone);
const errorOf = (job: Job): Promise<unknown> => (job.future as Future<unknown>).exception();

/** Worker 7 with its connection and its tasks in flight, whose messages the spec passes to the handler. */
class Handling {
  readonly host = new FakeHost();
  readonly transport = new FakeTransport();
  readonly ends: ConnectionEnd[] = [];
  /** The calls of the listener, by name and arguments. */
  readonly log: unknown[][] = [];
  readonly connection = new WorkerConnection(this.transport.start, { id: 7, name: 'w_7' }, this.host.clock, {
    message: (message) => this.handler.handle(message),
    undecoded: (error, announced) => this.handler.undecoded(error, announced),
    sent: (entries) => this.tasks.markSent(entries),
    refused: (entry, error) => this.tasks.refuse(entry, error),
    ended: (end) => this.ends.push(end),
  });
  readonly tasks = new InFlightTasks(7, this.connection, this.host, poolSettings(), () => undefined);
  readonly handler = new WorkerMessageHandler(7, this.connection, this.tasks, this.host, [new Map()], {
    ready: () => this.log.push(['ready']),
    startFailed: (stage, error) => this.log.push(['failed', stage, error]),
    capacityFreed: () => this.log.push(['capacityFreed', ...this.observe()]),
    durations: (...call) => this.log.push(['durations', ...call]),
    overMemory: () => this.log.push(['overMemory']),
  });
  /** Returns what is logged with each call of `capacityFreed`. */
  observe = (): unknown[] => [this.tasks.count];
  readonly #functions = new FunctionRegistry();

  /** Sends the job, in one message with those that were sent since the last other message. */
  send(job: Job): Job {
    this.tasks.add(job, this.#functions.find(task), 1, false);
    return job;
  }

  /** Sends so many jobs in one message. */
  sendAll(count: number): Job[] {
    const jobs = Array.from({ length: count }, () => this.send(this.host.job()));
    this.connection.batcher.send();
    return jobs;
  }

  receive(message: HandledMessage): void {
    this.transport.listener.message(message);
  }
}

describe('WorkerMessageHandler', () => {
  it('reports that the worker is ready, once', () => {
    const handling = new Handling();
    handling.receive({ kind: 'ready' });
    handling.receive({ kind: 'ready' });
    expect(handling.log).to.deep.equal([['ready']]);
    expect(handling.connection.phase).to.equal('ready');
  });

  it('settles jobs with their results, once the slots are free and may be filled again', async () => {
    const handling = new Handling();
    const [first, second, third] = handling.sendAll(3) as [Job, Job, Job];
    const slots = [second.slot, first.slot];
    handling.observe = () => [handling.tasks.count, first.state];
    const failures = [[third.slot, thrown(new RangeError('too big'))]] as const;
    handling.receive({ ...noResults, slots, values: ['b', 'a'], failures });
    expect(handling.log).to.deep.equal([['capacityFreed', 0, 'PENDING']]);
    const results = [first, second].map(({ future }) => (future as Future<unknown>).result());
    expect(await Promise.all(results)).to.deep.equal(['a', 'b']);
    expect(await errorOf(third)).to.be.instanceOf(RangeError);
  });

  it('frees the slots of recalled tasks that the worker has skipped, and leaves their jobs alone', () => {
    const handling = new Handling();
    const [job] = handling.sendAll(1) as [Job];
    const { slot } = job;
    handling.tasks.takeBack(job);
    handling.receive({ ...noResults, skipped: [slot] });
    expect([handling.tasks.count, job.state]).to.deep.equal([0, 'PENDING']);
  });

  it('ignores the result of a job that was settled before', () => {
    const handling = new Handling();
    const [job] = handling.sendAll(1) as [Job];
    const { slot } = job;
    job.abort();
    handling.receive({ ...noResults, slots: [slot], values: [1] });
    expect([handling.tasks.count, job.state]).to.deep.equal([0, 'CANCELLED']);
  });

  it('marks tasks as started whose start the worker reports', () => {
    const handling = new Handling();
    const [job] = handling.sendAll(1) as [Job];
    handling.receive({ ...noResults, started: [job.slot] });
    expect([job.state, handling.tasks.count]).to.deep.equal(['RUNNING', 1]);
  });

  it('passes on how long calls took, and ignores impossible figures', () => {
    const handling = new Handling();
    handling.receive({ ...noResults, durations: [0, 4, 2.5, 1, 0, 3, 2, 1, -1] });
    expect(handling.log).to.deep.equal([
      ['durations', 0, 4, 2.5],
      ['capacityFreed', 0],
    ]);
  });

  it('passes on progress of tasks, which have started by then', () => {
    const handling = new Handling();
    const [job] = handling.sendAll(1) as [Job];
    handling.receive({ kind: 'progress', slots: [job.slot, 99], values: [0.5, 0.6] });
    expect([job.state, handling.host.values]).to.deep.equal(['RUNNING', [0.5]]);
  });

  it('records where and when a task ran, for event listeners only', () => {
    const handling = new Handling();
    const [before, after] = handling.sendAll(2) as [Job, Job];
    handling.host.pass(10);
    const times = (job: Job): number[] => [job.slot, 2, 4];
    handling.receive({ ...noResults, slots: [before.slot], values: [1], times: times(before) });
    handling.host.record();
    handling.receive({ ...noResults, slots: [after.slot], values: [1], times: times(after) });
    expect([before.run, after.run]).to.deep.equal([undefined, { worker: 7, startedAt: 2, endedAt: 4 }]);
  });

  it('emits an uncaught error, and reports it with the end of the worker', () => {
    const handling = new Handling();
    const events = handling.host.record();
    handling.receive({ kind: 'uncaughtError', error: thrown('lost') });
    handling.transport.listener.exit({ exitCode: 1 });
    expect(events).to.deep.equal([{ type: 'uncaughtError', worker: 7, error: 'lost', time: 0 }]);
    expect(handling.ends[0]?.end).to.deep.equal({ exitCode: 1, error: 'lost' });
  });

  describe('when the worker cannot decode a message', () => {
    const cause = new Error('too deep');

    it('fails the initializer for the first message', () => {
      const handling = new Handling();
      handling.receive({ kind: 'decodeFailed', ordinal: 0, error: thrown(cause) });
      const [[name, stage, error] = []] = handling.log;
      expect([name, stage]).to.deep.equal(['failed', 'initializer']);
      expect(error).to.be.instanceOf(SerializationError).with.property('part', 'initArgs[0]');
    });

    it('fails the task that was alone in the message', async () => {
      const handling = new Handling();
      const job = handling.send(handling.host.job({}, [new Map()]));
      handling.connection.batcher.send();
      handling.receive({ kind: 'decodeFailed', ordinal: 1, error: thrown(cause) });
      expect(await errorOf(job))
        .to.be.instanceOf(SerializationError)
        .with.property('part', 'argument 1');
      expect(handling.log).to.deep.equal([['capacityFreed', 0]]);
    });

    it('sends the tasks of the message again, each alone', () => {
      const handling = new Handling();
      const jobs = handling.sendAll(2);
      handling.receive({ kind: 'decodeFailed', ordinal: 1, error: thrown(cause) });
      expect(handling.transport.batches).to.deep.equal([[1, 2], [1], [2]]);
      expect(jobs.map(({ state }) => state)).to.deep.equal(['PENDING', 'PENDING']);
    });

    it('fails the running streams when the message had no tasks', async () => {
      const { handling, stream, other } = withStream();
      handling.receive({ kind: 'decodeFailed', ordinal: 99, error: thrown(cause) });
      expect(await errorOf(stream))
        .to.be.instanceOf(SerializationError)
        .with.property('part', 'stream item');
      expect(other.state).to.equal('RUNNING');
    });
  });

  describe('when a message of the worker does not decode', () => {
    const cause = new Error('too deep');

    it('fails the task that announced it', async () => {
      const handling = new Handling();
      const [job, other] = handling.sendAll(2) as [Job, Job];
      handling.transport.listener.message({ kind: 'announce', slot: job.slot, part: 'result' });
      handling.transport.listener.messageError(cause);
      expect(await errorOf(job))
        .to.be.instanceOf(SerializationError)
        .with.property('part', 'result');
      expect([other.state, handling.tasks.count]).to.deep.equal(['PENDING', 2]);
    });

    it('asks which tasks the worker still has, and fails those that are gone', async () => {
      const handling = new Handling();
      const [lost, present] = handling.sendAll(2) as [Job, Job];
      handling.transport.listener.messageError(cause);
      const slots = [lost.slot, present.slot];
      expect(handling.transport.posted.at(-1)).to.deep.equal({ kind: 'check', slots });
      handling.receive({ kind: 'gone', ordinal: 2, slots: [lost.slot] });
      expect(await errorOf(lost))
        .to.be.instanceOf(SerializationError)
        .with.property('part', 'result');
      expect([present.state, handling.tasks.count]).to.deep.equal(['PENDING', 1]);
    });

    it('does not take a task for gone that was sent after the question', () => {
      const handling = new Handling();
      handling.sendAll(1);
      handling.transport.listener.messageError(cause);
      const [later] = handling.sendAll(1) as [Job];
      handling.receive({ kind: 'gone', ordinal: 2, slots: [later.slot] });
      expect(later.state).to.equal('PENDING');
    });

    it('fails the running streams when no task is gone', async () => {
      const { handling, stream, other } = withStream();
      handling.transport.listener.messageError(cause);
      handling.receive({ kind: 'gone', ordinal: 2, slots: [] });
      expect(await errorOf(stream)).to.be.instanceOf(SerializationError);
      expect(other.state).to.equal('RUNNING');
    });
  });

  it('closes the result of a task that was aborted meanwhile', () => {
    const handling = new Handling();
    const [job] = handling.sendAll(1) as [Job];
    const bitmap = { closed: 0, close: () => bitmap.closed++, [Symbol.toStringTag]: 'ImageBitmap' };
    const { slot } = job;
    handling.receive({ ...noResults, started: [slot] });
    job.abort();
    handling.receive({ ...noResults, slots: [slot], values: [bitmap] });
    expect(bitmap.closed).to.equal(1);
  });

  it('closes the items of a stream that was aborted meanwhile', () => {
    const { handling, stream } = withStream();
    const bitmap = { closed: 0, close: () => bitmap.closed++, [Symbol.toStringTag]: 'ImageBitmap' };
    handling.receive({ kind: 'items', slot: stream.slot, first: 0, values: [bitmap] });
    expect(bitmap.closed, 'the stream takes it').to.equal(0);
    const { slot } = stream;
    stream.abort();
    handling.receive({ kind: 'items', slot, first: 1, values: [bitmap] });
    expect(bitmap.closed).to.equal(1);
  });

  /** Returns a worker that runs a stream and another task. */
  function withStream() {
    const handling = new Handling();
    const consumer = {
      spec: { window: 1, widest: 1, through: false },
      items: () => undefined,
      requestInput: () => undefined,
      cancelInput: () => undefined,
    };
    const stream = handling.send(
      handling.host.adopt((id, submission) => new StreamJob(id, submission, [], consumer) as Job),
    );
    const other = handling.send(handling.host.job());
    handling.connection.batcher.send();
    handling.receive({ ...noResults, started: [stream.slot, other.slot] });
    return { handling, stream, other };
  }
});

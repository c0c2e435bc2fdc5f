import { expect } from 'chai';
import { MemoryClaims } from '../../src/claims/MemoryClaims.js';
import { SerializationError } from '../../src/errors/SerializationError.js';
import type { Job } from '../../src/executor/Job.js';
import type { Future } from '../../src/future/Future.js';
import { FunctionRegistry } from '../../src/pool/FunctionRegistry.js';
import { ambiguityGrace, InFlightTasks } from '../../src/pool/InFlightTasks.js';
import { WorkerConnection } from '../../src/pool/WorkerConnection.js';
import { FakeHost, task } from './FakeHost.js';
import { FakeTransport } from './FakeTransport.js';
import { poolSettings } from './poolSettings.js';

const known = new FunctionRegistry().find(task);

/** The tasks in flight to worker 7, which shares memory with the host or, on request, nothing. */
class Flight {
  readonly host = new FakeHost();
  readonly transport: FakeTransport;
  readonly connection: WorkerConnection;
  readonly tasks: InFlightTasks;
  /** How often the worker may have accepted more tasks. */
  freed = 0;

  constructor({ sharesMemory = true, tasksPerWorker = 1 } = {}) {
    this.transport = new FakeTransport(sharesMemory);
    this.connection = new WorkerConnection(this.transport.start, { id: 7, name: 'w_7' }, this.host.clock, {
      message: () => undefined,
      undecoded: () => undefined,
      sent: (entries) => this.tasks.markSent(entries),
      refused: (entry, error) => this.tasks.refuse(entry, error),
      ended: () => undefined,
    });
    const settings = poolSettings({ tasksPerWorker, abortGrace: 100 });
    this.tasks = new InFlightTasks(7, this.connection, this.host, settings, () => {
      this.freed += 1;
    });
  }

  /** Hands over so many jobs, and sends their tasks. */
  add(count = 1, bound = false): [Job, ...Job[]] {
    const jobs = Array.from({ length: count }, () => this.host.job());
    for (const job of jobs) this.tasks.add(job, known, 0.5, bound);
    this.connection.batcher.send();
    return jobs as [Job, ...Job[]];
  }

  /** Returns the worker's side of the claims. */
  get worker(): MemoryClaims {
    return new MemoryClaims(this.tasks.memory.claims as SharedArrayBuffer);
  }

  start(job: Job): boolean {
    return this.worker.start({ slot: job.slot });
  }
}

describe('InFlightTasks', () => {
  it('hands a job over in a slot, which is free again once it is released', () => {
    const flight = new Flight();
    const [first, second] = flight.add(2) as [Job, Job];
    expect(first.holder).to.equal(flight.tasks);
    expect([first.slot, second.slot]).to.deep.equal([0, 1]);
    expect([flight.tasks.count, flight.tasks.cost]).to.deep.equal([2, 1]);
    const entry = flight.tasks.release(0);
    expect(entry?.job).to.equal(first);
    expect(flight.tasks.release(0)).to.equal(undefined);
    expect(flight.add()[0].slot).to.equal(0);
  });

  it('detaches the job of a released slot, whose result is wanted unless it was settled', () => {
    const flight = new Flight();
    const [wanted, settled] = flight.add(2) as [Job, Job];
    settled.fail(new Error('limit passed'));
    const entries = [wanted, settled].map(({ slot }) => flight.tasks.release(slot));
    expect(entries.map((entry) => flight.tasks.detach(entry))).to.deep.equal([true, false]);
    expect([wanted.holder, wanted.slot]).to.deep.equal([undefined, -1]);
    expect(flight.tasks.detach(undefined)).to.equal(false);
  });

  it('counts a job as started once the worker has taken its claim', () => {
    const flight = new Flight();
    const [first] = flight.add(2);
    expect(flight.tasks.startedJobs()).to.deep.equal([]);
    flight.start(first);
    expect(flight.tasks.startedJobs()).to.have.members([first]);
    expect(first.state, 'its state was not read').to.equal('PENDING');
    expect(first.refreshState()).to.equal('RUNNING');
  });

  it('counts every job as started once it is sent where nothing is shared', () => {
    const flight = new Flight({ sharesMemory: false });
    const [job] = flight.add();
    expect(job.state).to.equal('RUNNING');
    expect(flight.tasks.recall()).to.deep.equal([]);
    expect(flight.tasks.startIsAmbiguous).to.equal(true);
  });

  it('recalls the jobs that the worker has not started, the youngest first', () => {
    const flight = new Flight();
    const [started, ...others] = flight.add(3);
    const slots = others.map(({ slot }) => slot);
    flight.start(started);
    expect(flight.tasks.recall()).to.have.ordered.members([...others].reverse());
    expect(slots.map((slot) => flight.worker.start({ slot }))).to.deep.equal([false, false]);
    expect(flight.tasks.outstanding().map(({ job }) => job)).to.have.members([started]);
    expect(flight.tasks.count, 'their slots are free when the worker has skipped them').to.equal(3);
  });

  it('recalls no job that is bound to the worker, and none that the filter refuses', () => {
    const flight = new Flight();
    flight.add(1, true);
    const [first, second] = flight.add(2) as [Job, Job];
    expect(flight.tasks.recall((job) => job !== first)).to.have.members([second]);
    expect(flight.tasks.recall()).to.have.members([first]);
  });

  it('takes a job back unless the worker has started it', () => {
    const flight = new Flight();
    const [started, waiting] = flight.add(2) as [Job, Job];
    flight.start(started);
    expect(flight.tasks.takeBack(started)).to.equal(false);
    expect(flight.tasks.takeBack(waiting)).to.equal(true);
    expect(flight.tasks.takeBack(waiting), 'it is no longer here').to.equal(false);
  });

  it('fails a job that cannot be sent, and frees its slot', async () => {
    const flight = new Flight();
    const job = flight.host.job({}, [() => 1]);
    flight.tasks.add(job, known, 1, false);
    flight.connection.batcher.send();
    expect(await (job.future as Future<unknown>).exception()).to.be.instanceOf(SerializationError);
    expect(flight.tasks.count).to.equal(0);
  });

  it('marks started jobs, and repeats the check until one has started', () => {
    const flight = new Flight();
    const [job] = flight.add();
    flight.tasks.syncStarts();
    expect([job.state, flight.tasks.mayHaveStarted]).to.deep.equal(['PENDING', true]);
    flight.start(job);
    flight.tasks.syncStarts();
    expect([job.state, flight.tasks.mayHaveStarted]).to.deep.equal(['RUNNING', false]);
    flight.tasks.noteReport();
    expect(flight.tasks.mayHaveStarted, 'the next task may have started').to.equal(true);
  });

  it('has tasks that wait when there are more than run at once', () => {
    const flight = new Flight({ tasksPerWorker: 2 });
    flight.add(2);
    expect(flight.tasks.someWait).to.equal(false);
    flight.add();
    expect(flight.tasks.someWait).to.equal(true);
  });

  it('counts a worker as unresponsive if it has tasks and reports nothing', () => {
    const flight = new Flight();
    flight.tasks.noteSilence(flight.tasks.lastReportAt);
    expect(flight.tasks.unresponsive, 'without tasks').to.equal(false);
    flight.add();
    const before = flight.tasks.lastReportAt;
    flight.host.pass(3);
    flight.tasks.noteReport();
    flight.tasks.noteSilence(before);
    expect(flight.tasks.unresponsive, 'it has reported since').to.equal(false);
    flight.tasks.noteSilence(3);
    expect(flight.tasks.unresponsive).to.equal(true);
    flight.tasks.noteReport();
    expect(flight.tasks.unresponsive).to.equal(false);
  });

  it('records reported times, those in the future as the current time', () => {
    const flight = new Flight();
    const [job] = flight.add();
    flight.host.pass(50);
    flight.tasks.recordTimes([job.slot, 40, 60]);
    flight.tasks.recordRun(job.slot);
    expect(job.run).to.deep.equal({ worker: 7, startedAt: 40, endedAt: 50 });
    expect([flight.tasks.taskStartedAt(job), job.state]).to.deep.equal([40, 'RUNNING']);
  });

  describe('an aborted task', () => {
    function running(): { flight: Flight; job: Job; slot: number } {
      const flight = new Flight();
      const [job] = flight.add();
      flight.start(job);
      return { flight, job, slot: job.slot };
    }

    it('is taken back if it has not started', () => {
      const flight = new Flight();
      const [job] = flight.add();
      job.abort();
      expect([flight.tasks.aborting, flight.transport.kinds]).to.deep.equal([false, ['functions', 'tasks']]);
      expect(flight.tasks.outstanding()).to.deep.equal([]);
    });

    it('is asked to stop, and has its grace period to end in', () => {
      const { flight, job, slot } = running();
      job.abort('too late');
      expect(flight.transport.posted.at(-1)).to.deep.include({ kind: 'abort', slot });
      expect(flight.worker.abortRequested(slot)).to.equal(true);
      expect([flight.tasks.aborting, flight.freed]).to.deep.equal([true, 1]);
      flight.host.pass(99);
      flight.tasks.release(slot);
      expect(flight.tasks.aborting).to.equal(false);
      flight.host.pass(1000);
      expect(flight.connection.phase).to.equal('starting');
    });

    it('reports where and when it ran once its slot is released', () => {
      const { flight, job, slot } = running();
      flight.host.pass(20);
      flight.tasks.recordTimes([slot, 5, 15]);
      job.abort();
      expect(flight.host.stoppedRuns).to.deep.equal([]);
      flight.tasks.release(slot);
      expect(flight.host.stoppedRuns).to.deep.equal([{ worker: 7, startedAt: 5, endedAt: 15 }]);
    });

    it('reports so at the end of its worker, too, and has no timer left', () => {
      const { flight, job } = running();
      job.abort();
      flight.tasks.end();
      flight.host.pass(1000);
      expect(flight.host.stoppedRuns).to.have.length(1);
      expect(flight.connection.phase).to.equal('starting');
    });

    it('has its worker killed after its grace period', () => {
      const { flight, job } = running();
      job.abort();
      flight.host.pass(100);
      expect(flight.connection.phase).to.equal('killed');
    });

    it('is left alone when its claim shows that it has ended', () => {
      const { flight, job, slot } = running();
      job.abort();
      flight.worker.end(slot);
      flight.host.pass(100);
      expect([flight.connection.phase, flight.freed]).to.deep.equal(['starting', 2]);
    });

    it('gets one extension while another task may be what blocks the worker', () => {
      const flight = new Flight({ sharesMemory: false });
      const [job] = flight.add(2);
      job.abort();
      flight.host.pass(100 + ambiguityGrace - 1);
      expect(flight.connection.phase).to.equal('starting');
      flight.host.pass(1);
      expect(flight.connection.phase).to.equal('killed');
    });
  });
});

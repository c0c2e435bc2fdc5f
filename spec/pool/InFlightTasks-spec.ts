import { expect } from 'chai';
import { MemoryClaims } from '../../src/claims/MemoryClaims.js';
import type { Job, JobHolder } from '../../src/executor/Job.js';
import type { Future } from '../../src/future/Future.js';
import { FunctionRegistry } from '../../src/pool/FunctionRegistry.js';
import { ambiguityGrace, InFlightTasks } from '../../src/pool/InFlightTasks.js';
import type { InFlightTask } from '../../src/pool/SlotTable.js';
import { FakeHost, task } from './FakeHost.js';

const known = new FunctionRegistry().find(task);

/** The tasks in flight to worker 7, which shares memory with the host or, on request, nothing. */
class Flight implements JobHolder {
  readonly workerId = 7;
  readonly host = new FakeHost();
  readonly tasks: InFlightTasks;
  /** The calls of the abort listener. */
  readonly log: string[] = [];

  constructor({ sharesMemory = true, tasksPerWorker = 1 } = {}) {
    this.tasks = new InFlightTasks(this, { sharesMemory }, this.host, tasksPerWorker, {
      capacityFreed: () => this.log.push('ended'),
      abortOverdue: () => this.log.push('overdue'),
    });
  }

  /** Hands over so many jobs, and marks them as sent. */
  add(count = 1, bound = false): [Job, ...Job[]] {
    const entries = Array.from({ length: count }, () => this.tasks.add(this.host.job(), known, 0.5, bound));
    this.tasks.markSent(entries);
    return entries.map(({ job }) => job) as [Job, ...Job[]];
  }

  /** Returns the worker's side of the claims. */
  get worker(): MemoryClaims {
    return new MemoryClaims(this.tasks.memory.claims as SharedArrayBuffer);
  }

  start(job: Job): boolean {
    return this.worker.start({ slot: job.slot });
  }

  syncStarted(job: Job): void {
    this.tasks.syncStart(job);
  }

  takeBack(job: Job): boolean {
    return this.tasks.takeBack(job);
  }

  stop(job: Job): void {
    this.tasks.abort(job, 100);
  }
}

describe('InFlightTasks', () => {
  it('hands a job over in a slot, which is free again once it is released', () => {
    const flight = new Flight();
    const [first, second] = flight.add(2) as [Job, Job];
    expect([first.holder, first.slot, second.slot]).to.deep.equal([flight, 0, 1]);
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
    expect(first.state, 'nobody has asked').to.equal('PENDING');
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

  it('fails a job that could not be sent, and frees its slot', async () => {
    const flight = new Flight();
    const entry = flight.tasks.add(flight.host.job(), known, 1, false);
    const error = new Error('cannot be cloned');
    flight.tasks.refuse(entry, error);
    expect(await (entry.job.future as Future<unknown>).exception()).to.equal(error);
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
    expect([flight.tasks.startedAt(job), job.state]).to.deep.equal([40, 'RUNNING']);
  });

  describe('an aborted task', () => {
    function running(options = {}): { flight: Flight; job: Job; entry: InFlightTask } {
      const flight = new Flight(options);
      const [job] = flight.add();
      const entry = flight.tasks.at(job.slot) as InFlightTask;
      flight.start(job);
      return { flight, job, entry };
    }

    it('is taken back if it has not started', () => {
      const flight = new Flight();
      const [job] = flight.add();
      expect([flight.tasks.abort(job, 100), flight.tasks.aborting]).to.deep.equal([false, false]);
      expect(job.holder).to.equal(undefined);
    });

    it('has its grace period to end in', () => {
      const { flight, job, entry } = running();
      job.abort('too late');
      expect(flight.worker.abortRequested(entry.slot)).to.equal(true);
      expect(flight.tasks.aborting).to.equal(true);
      flight.host.pass(99);
      flight.tasks.release(entry.slot);
      expect(flight.tasks.aborting).to.equal(false);
      flight.host.pass(1000);
      expect(flight.log).to.deep.equal([]);
    });

    it('reports where and when it ran once its slot is released', () => {
      const { flight, job, entry } = running();
      flight.host.pass(20);
      flight.tasks.recordTimes([entry.slot, 5, 15]);
      job.abort();
      expect(flight.host.stoppedRuns).to.deep.equal([]);
      flight.tasks.release(entry.slot);
      expect(flight.host.stoppedRuns).to.deep.equal([{ worker: 7, startedAt: 5, endedAt: 15 }]);
    });

    it('reports so at the end of its worker, too, and has no timer left', () => {
      const { flight, job } = running();
      job.abort();
      flight.tasks.end();
      flight.host.pass(1000);
      expect(flight.host.stoppedRuns).to.have.length(1);
      expect(flight.log).to.deep.equal([]);
    });

    it('is overdue after its grace period', () => {
      const { flight, job } = running();
      job.abort();
      flight.host.pass(100);
      expect(flight.log).to.deep.equal(['overdue']);
    });

    it('is not overdue when its claim shows that it has ended', () => {
      const { flight, job, entry } = running();
      job.abort();
      flight.worker.end(entry.slot);
      flight.host.pass(100);
      expect(flight.log).to.deep.equal(['ended']);
    });

    it('gets one extension while another task may be what blocks the worker', () => {
      const flight = new Flight({ sharesMemory: false });
      const [job] = flight.add(2);
      job.abort();
      flight.host.pass(100 + ambiguityGrace - 1);
      expect(flight.log).to.deep.equal([]);
      flight.host.pass(1);
      expect(flight.log).to.deep.equal(['overdue']);
    });
  });
});

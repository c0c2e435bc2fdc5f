import { expect } from 'chai';
import { VirtualTimeScheduler } from 'rxjs';
import { ExecutorCore } from '../../src/executor/ExecutorCore.js';
import type { Job } from '../../src/executor/Job.js';
import { type MapMethod, mapRows } from '../../src/executor/mapRows.js';
import type { SubmitOptions } from '../../src/executor/SubmitOptions.js';
import { Future } from '../../src/future/Future.js';
import { deliveringSource } from '../../src/streams/PausableSource.js';
import { ManualRunner } from './ManualRunner.js';

const task = (): void => {};

/** A runner of four slots that refuses one argument. */
class RefusingRunner extends ManualRunner {
  refused: unknown;
  wanted = 4;

  constructor() {
    super(4);
  }

  desiredInFlight(chunkSize: number): number {
    return this.wanted * chunkSize;
  }

  makeFuture(job: Job): Future<unknown> {
    if (this.refused !== undefined && job.args[0] === this.refused) throw new RangeError('refused');
    return new Future(job);
  }
}

describe('a run of map', () => {
  let runner: RefusingRunner;
  let core: ExecutorCore;
  let clock: VirtualTimeScheduler;
  let pulled: number;
  let emitted: unknown[];

  beforeEach(() => {
    runner = new RefusingRunner();
    clock = new VirtualTimeScheduler();
    core = new ExecutorCore(runner, { clock, submitStacks: false });
    pulled = 0;
    emitted = [];
  });

  function* numbers(count = Number.POSITIVE_INFINITY): Generator<number> {
    while (pulled < count) yield pulled++;
  }

  function run(options: SubmitOptions = {}, input = numbers(), method: MapMethod = 'map'): void {
    mapRows(core, method, task, [input], options).subscribe({
      next: (value) => emitted.push(value),
      error: (error: Error) => emitted.push(error.message),
      complete: () => emitted.push('complete'),
    });
  }

  /** Starts the waiting calls and ends them, until none is left. */
  function finishAll(): number {
    let finished = 0;
    for (; !core.queue.empty; finished += 1) {
      if (finished === 10_000) throw new Error('the calls do not end');
      const job = runner.startNext();
      runner.finish(job, job.id);
    }
    return finished;
  }

  it('has as many unfinished rows as keep the workers busy', () => {
    run();
    expect(pulled).to.equal(4);
    runner.finish(runner.startNext());
    expect(pulled).to.equal(5);
  });

  it('has two bounds: 1,024 rows that are not emitted are pulled, whatever the number of unfinished ones', () => {
    run();
    const head = runner.startNext();
    expect(finishAll()).to.equal(1023);
    expect([pulled, emitted.length]).to.deep.equal([1024, 0]);
    runner.finish(head);
    expect(emitted).to.have.length(1024);
    expect(pulled).to.equal(1028);
  });

  it('pulls more than 1,024 rows ahead only where fewer do not keep the workers busy', () => {
    runner.wanted = 2000;
    run();
    runner.startNext();
    expect(finishAll()).to.equal(1999);
    expect(pulled).to.equal(2000);
  });

  it('pulls no more than 1,024 rows ahead of a consumer that has paused it', () => {
    runner.wanted = 2000;
    mapRows(core, 'map', task, [numbers()], {}).subscribe((value) => {
      emitted.push(value);
      if (emitted.length === 1) deliveringSource()?.pause()();
    });
    runner.finish(runner.startNext());
    expect([emitted.length, pulled]).to.deep.equal([1, 2000]);
    const second = runner.startNext();
    expect(finishAll()).to.equal(1998);
    runner.finish(second);
    expect([emitted.length, pulled]).to.deep.equal([2000, 3024]);
  });

  it('counts unfinished and finished rows in bufferSize', () => {
    run({ bufferSize: 10 });
    expect(pulled).to.equal(4);
    const head = runner.startNext();
    expect(finishAll()).to.equal(9);
    expect(pulled).to.equal(10);
    runner.finish(head);
    expect(emitted).to.have.length(10);
  });

  it('keeps as many chunks in flight as it keeps single calls', () => {
    run({ chunkSize: 8 });
    expect(pulled).to.equal(32);
    expect([...core.queue.jobs()].filter((job) => !job.continuesChunk)).to.have.length(4);
  });

  it('has at most bufferSize calls in a chunk when chunkSize is larger', () => {
    run({ chunkSize: 64, bufferSize: 3 });
    expect([...core.queue.jobs()].map((job) => job.continuesChunk)).to.deep.equal([false, true, true]);
    expect(pulled).to.equal(3);
  });

  it('submits an incomplete chunk when bufferSize leaves no capacity for the rest of it', () => {
    run({ chunkSize: 3, bufferSize: 4 });
    expect([pulled, core.queue.size]).to.deep.equal([4, 3]);
    clock.flush();
    expect(core.queue.size).to.equal(4);
  });

  it('emits nothing and pulls nothing while it is paused, not even its end', () => {
    let resume: (() => void) | undefined;
    mapRows(core, 'map', task, [numbers(6)], {}).subscribe({
      next: (value) => {
        emitted.push(value);
        resume ??= deliveringSource()?.pause();
      },
      complete: () => emitted.push('complete'),
    });
    expect(finishAll()).to.equal(4);
    expect([emitted.length, pulled]).to.deep.equal([1, 4]);
    resume?.();
    expect([emitted.length, pulled]).to.deep.equal([4, 6]);
    expect(finishAll()).to.equal(2);
    expect(emitted).to.have.length(7);
    expect(emitted.at(-1)).to.equal('complete');
  });

  it('emits the outcome of a row that cannot be submitted in its place, and goes on', () => {
    runner.refused = 1;
    run({}, numbers(3), 'mapSettled');
    finishAll();
    expect(emitted.map((outcome) => (outcome as { status?: string }).status)).to.deep.equal([
      'fulfilled',
      'rejected',
      'fulfilled',
      undefined,
    ]);
    expect(emitted[1]).to.have.property('reason').that.is.instanceOf(RangeError);
    expect(emitted.at(-1)).to.equal('complete');
  });

  it('goes on when every row is refused', () => {
    runner.makeFuture = () => {
      throw new RangeError('refused');
    };
    run({ ordered: false }, numbers(5000), 'mapSettled');
    expect(emitted).to.have.length(5001);
  });

  it('fails at a row that cannot be submitted', () => {
    runner.refused = 1;
    run({}, numbers(3));
    expect(emitted).to.deep.equal(['refused']);
  });

  it('emits as completed with ordered: false, with the place of the row', () => {
    run({ ordered: false }, numbers(3), 'mapSettled');
    const jobs = [runner.startNext(), runner.startNext(), runner.startNext()];
    for (const i of [2, 0, 1]) runner.finish(jobs[i] as Job, `row ${i}`);
    expect(emitted).to.deep.equal([
      { index: 2, status: 'fulfilled', value: 'row 2' },
      { index: 0, status: 'fulfilled', value: 'row 0' },
      { index: 1, status: 'fulfilled', value: 'row 1' },
      'complete',
    ]);
  });

  it('fails with the error of a broken executor after the outcomes of its rows', () => {
    run({}, numbers(), 'mapSettled');
    runner.startNext();
    core.broken(() => new Error('broken'));
    expect(emitted.map((outcome) => (outcome as { status?: string }).status ?? outcome)).to.deep.equal([
      'rejected',
      'rejected',
      'rejected',
      'rejected',
      'broken',
    ]);
  });
});

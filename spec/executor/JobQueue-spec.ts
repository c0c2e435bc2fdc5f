import { expect } from 'chai';
import fc from 'fast-check';
import { Job, type JobOwner } from '../../src/executor/Job.js';
import { isScheduledWork, JobQueue, type ScheduledWork } from '../../src/executor/JobQueue.js';

type Entry = Job | ScheduledWork;

/** A queue that forgets its jobs when they are settled, as the executor does. */
class OwnedQueue implements JobOwner {
  readonly queue = new JobQueue();
  #lastId = 0;

  jobStarted(): void {}

  jobSettled(job: Job): void {
    this.queue.forget(job);
  }

  job(priority = 0): Job {
    const submission = { owner: this, task: () => 1, options: { priority }, site: undefined };
    return new Job(++this.#lastId, submission, []);
  }

  push(priority = 0): Job {
    const job = this.job(priority);
    this.queue.push(job);
    return job;
  }

  pushWork(): ScheduledWork {
    const work = { callback: () => undefined, cancelled: false, deferred: false };
    this.queue.pushWork(work);
    return work;
  }

  takeAll(): Entry[] {
    const all: Entry[] = [];
    for (let entry = this.queue.take(); entry !== undefined; entry = this.queue.take()) all.push(entry);
    return all;
  }
}

/** The reference: one sorted array for what waits, another for what was taken. */
class Model {
  readonly waiting: Entry[] = [];
  readonly taken: Job[] = [];

  insert(entry: Entry, first: boolean): void {
    const goesBefore = (other: Entry): boolean =>
      first ? priorityOf(other) <= priorityOf(entry) : priorityOf(other) < priorityOf(entry);
    const at = this.waiting.findIndex(goesBefore);
    this.waiting.splice(at < 0 ? this.waiting.length : at, 0, entry);
  }

  remove(entry: Entry): void {
    this.waiting.splice(this.waiting.indexOf(entry), 1);
  }

  get jobs(): Job[] {
    return this.waiting.filter((entry): entry is Job => !isScheduledWork(entry));
  }

  get work(): ScheduledWork[] {
    return this.waiting.filter(isScheduledWork);
  }
}

const priorityOf = (entry: Entry): number => (isScheduledWork(entry) ? 0 : entry.priority);

type Command = fc.Command<Model, OwnedQueue>;

function command(name: string, run: (model: Model, subject: OwnedQueue) => void): Command {
  return {
    check: () => true,
    run: (model, subject) => {
      run(model, subject);
      compare(model, subject.queue);
    },
    toString: () => name,
  };
}

function compare(model: Model, queue: JobQueue): void {
  expect(queue.size).to.equal(model.jobs.length);
  expect(queue.empty).to.equal(model.waiting.length === 0);
  expect(queue.peek() === model.waiting[0], 'the next entry').to.equal(true);
  expect(queue.jobs().map(({ id }) => id)).to.deep.equal(model.jobs.map(({ id }) => id));
  expect(model.jobs.every(({ queued }) => queued)).to.equal(true);
  expect(model.taken.some(({ queued }) => queued)).to.equal(false);
}

const nth = fc.nat(200);
/** Mostly the usual ones, and any others: neighbours, deadlines, fractions and the infinite. */
const priorities = fc.oneof(
  fc.constantFrom(0, 0, 0, 1, -1, 2.5, 8, 16, -8),
  fc.integer({ min: -40, max: 40 }),
  fc.integer({ min: -1_800_000_000_050, max: -1_800_000_000_000 }),
  fc.double({ noNaN: true }),
);
const commands: fc.Arbitrary<Command>[] = [
  fc.tuple(priorities, fc.integer({ min: 1, max: 50 })).map(([priority, count]) =>
    command(`push ${count} of priority ${priority}`, (model, subject) => {
      for (let i = 0; i < count; i++) model.insert(subject.push(priority), false);
    }),
  ),
  fc.array(priorities, { minLength: 1, maxLength: 80 }).map((all) =>
    command(`push one each of priorities ${all.join()}`, (model, subject) => {
      for (const priority of all) model.insert(subject.push(priority), false);
    }),
  ),
  fc.integer({ min: 1, max: 4 }).map((count) =>
    command(`push ${count} pieces of work`, (model, subject) => {
      for (let i = 0; i < count; i++) model.insert(subject.pushWork(), false);
    }),
  ),
  nth.map((n) =>
    command(`cancelWork ${n}, twice`, (model, { queue }) => {
      const work = model.work[n % model.work.length];
      if (work === undefined) return;
      queue.cancelWork(work);
      queue.cancelWork(work);
      model.remove(work);
    }),
  ),
  fc.integer({ min: 1, max: 20 }).map((count) =>
    command(`take ${count}`, (model, { queue }) => {
      for (let i = 0; i < count; i++) {
        const next = model.waiting.shift();
        expect(queue.take() === next, 'the taken entry').to.equal(true);
        if (next !== undefined && !isScheduledWork(next)) model.taken.push(next);
      }
    }),
  ),
  fc.integer({ min: 1, max: 10 }).map((count) =>
    command(`put ${count} back`, (model, { queue }) => {
      for (const job of model.taken.splice(-count).reverse()) {
        queue.putBack(job);
        model.insert(job, true);
      }
    }),
  ),
  fc.tuple(nth, fc.integer({ min: 1, max: 60 })).map(([n, count]) =>
    command(`settle ${count} from ${n}`, (model) => {
      for (const job of model.jobs.slice(n, n + count)) {
        job.cancel();
        model.remove(job);
      }
    }),
  ),
  nth.map((n) =>
    command(`settle taken ${n}`, (model) => {
      const [job] = model.taken.splice(n % Math.max(1, model.taken.length), 1);
      job?.succeed(1);
    }),
  ),
];

describe('JobQueue', () => {
  it('agrees with a sorted array after every step', () => {
    fc.assert(
      fc.property(fc.commands(commands, { maxCommands: 50, size: 'max' }), (run) => {
        fc.modelRun(() => ({ model: new Model(), real: new OwnedQueue() }), run);
      }),
      { numRuns: 200 },
    );
  });

  it('returns the highest priority first, and first in, first out within one', () => {
    const subject = new OwnedQueue();
    const [a, low, b, high] = [subject.push(), subject.push(-1), subject.push(), subject.push(5)];
    expect(subject.takeAll()).to.have.ordered.members([high, a, b, low]);
  });

  it('puts jobs back into the place that they left: before younger ones, after those of a higher priority', () => {
    const subject = new OwnedQueue();
    const [a, b, c] = [subject.push(), subject.push(), subject.push()];
    const taken = [subject.queue.take(), subject.queue.take()] as Job[];
    const urgent = subject.push(1);
    for (const job of taken.reverse()) subject.queue.putBack(job);
    expect(subject.takeAll()).to.have.ordered.members([urgent, a, b, c]);
  });

  it('returns scheduled work of the host in its place among the jobs of the default priority', () => {
    const subject = new OwnedQueue();
    const [a, work, b, urgent, low] = [
      subject.push(),
      subject.pushWork(),
      subject.push(),
      subject.push(1),
      subject.push(-1),
    ];
    expect([subject.queue.size, subject.queue.jobs()]).to.deep.equal([4, [urgent, a, b, low]]);
    expect(subject.takeAll()).to.have.ordered.members([urgent, a, work, b, low]);
    expect(subject.queue.empty).to.equal(true);
  });

  it('excludes a settled job from the count at once, and skips its entry later', () => {
    const subject = new OwnedQueue();
    const [a, b] = [subject.push(), subject.push()];
    a.cancel();
    expect([subject.queue.size, subject.queue.peek() === b]).to.deep.equal([1, true]);
    b.fail(new Error('b'));
    expect([subject.queue.size, subject.queue.empty, subject.queue.take()]).to.deep.equal([0, true, undefined]);
  });

  it('keeps the order of the rest when most jobs of a long queue are settled', () => {
    const subject = new OwnedQueue();
    const first = Array.from({ length: 100 }, () => subject.push());
    const work = subject.pushWork();
    const last = Array.from({ length: 100 }, () => subject.push());
    for (const job of [...first.slice(1), ...last.slice(0, -1)]) job.cancel();
    expect(subject.takeAll()).to.have.ordered.members([first[0], work, last.at(-1)]);
  });

  it('forgets a job once only, and ignores one that does not wait', () => {
    const subject = new OwnedQueue();
    const [a] = [subject.push(), subject.push()];
    const stranger = subject.job();
    subject.queue.forget(stranger);
    a.cancel();
    subject.queue.forget(a);
    expect(subject.queue.size).to.equal(1);
  });
});

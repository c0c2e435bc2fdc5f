import { expect } from 'chai';
import { lastValueFrom, toArray } from 'rxjs';
import { CancelledError } from '../../src/errors/CancelledError.js';
import { ExecutorShutdownError } from '../../src/errors/ExecutorShutdownError.js';
import { BaseExecutor } from '../../src/executor/BaseExecutor.js';
import { ExecutorCore } from '../../src/executor/ExecutorCore.js';
import type { Job, JobHolder } from '../../src/executor/Job.js';
import { isScheduledWork } from '../../src/executor/JobQueue.js';
import type { Runner, RunnerHost, WorkerCounts } from '../../src/executor/Runner.js';
import type { TaskFunction } from '../../src/worker/exportedTask.js';

/** The smallest runner: one task at a time, on the event loop. It has the eight methods of a runner, and no hints. */
class OneAtATime implements Runner, JobHolder {
  readonly workerId = undefined;
  #host!: RunnerHost;
  #running: Job | undefined;
  #gone = (): void => {};

  attach(host: RunnerHost): void {
    this.#host = host;
  }

  notify(): void {
    this.#host.clock.schedule(() => this.#startNext());
  }

  freeSlots(): number {
    return this.#running === undefined ? 1 : 0;
  }

  inFlight(): Job[] {
    return this.#running === undefined ? [] : [this.#running];
  }

  broadcast(make: () => Job): Job[] {
    const job = make();
    this.#host.queue.push(job);
    this.notify();
    return [job];
  }

  workerCounts(): WorkerCounts {
    return { workers: 1, idleWorkers: this.freeSlots() };
  }

  close(gone: () => void): void {
    this.#gone = gone;
    if (this.#running === undefined) gone();
  }

  kill(): void {
    this.#gone();
  }

  /** As a job holder: a task has started as soon as it is handed over, so that none can be taken back. */
  takeBack(): boolean {
    return false;
  }

  /** As a job holder: the job was settled without its result, which is ignored when it comes. */
  stop(): void {
    this.#free();
  }

  #startNext(): void {
    const entry = this.#running === undefined ? this.#host.queue.take() : undefined;
    if (entry === undefined) return;
    if (isScheduledWork(entry)) {
      entry.callback();
      this.notify();
    } else void this.#run(entry);
  }

  async #run(job: Job): Promise<void> {
    const [task, args] = [job.task as TaskFunction, job.args];
    this.#running = job;
    job.handOver(this);
    job.start();
    try {
      const value = await task(...args);
      this.#settle(job, () => job.succeed(value));
    } catch (error) {
      this.#settle(job, () => job.fail(error));
    }
  }

  #settle(job: Job, settle: () => void): void {
    if (job.holder !== this) return;
    job.release();
    this.#free();
    settle();
  }

  #free(): void {
    this.#running = undefined;
    this.notify();
    this.#host.capacityFreed();
  }
}

const double = (n: number): number => n * 2;
const never = (_n?: number): Promise<never> => new Promise(() => {});

describe('an executor over a runner without hints', () => {
  let executor: BaseExecutor;

  beforeEach(() => {
    executor = new BaseExecutor(new ExecutorCore(new OneAtATime(), { maxQueue: 100 }));
  });
  afterEach(() => executor.shutdown({ timeout: 0 }));

  it('runs what is submitted, one task after another', async () => {
    const order: string[] = [];
    const slow = async (): Promise<void> => {
      order.push('slow starts');
      await Promise.resolve();
      order.push('slow ends');
    };
    const [first, second] = [executor.submit(slow), executor.submit(() => order.push('next'))];
    await Promise.all([first.result(), second.result()]);
    expect(order).to.deep.equal(['slow starts', 'slow ends', 'next']);
    expect(executor.stats()).to.include({ submitted: 2, finished: 2, workers: 1, idleWorkers: 1 });
  });

  it('fails a Future with the error of its task', async () => {
    const error = new RangeError('too far');
    const future = executor.submit(() => {
      throw error;
    });
    expect(await future.exception()).to.equal(error);
  });

  it('maps more values than fit into the queue, in order', async () => {
    const values = Array.from({ length: 1000 }, (_, n) => n);
    const doubled = await lastValueFrom(executor.map(double, values).pipe(toArray()));
    expect(doubled).to.deep.equal(values.map(double));
  });

  it('pulls 64 values ahead, since the runner does not say how many keep it busy', () => {
    let pulled = 0;
    function* numbers(): Generator<number> {
      for (;;) yield pulled++;
    }
    const subscription = executor.map(never, numbers()).subscribe();
    expect(pulled).to.equal(64);
    subscription.unsubscribe();
  });

  it('frees the slot of an aborted task at once', async () => {
    const [stuck, next] = [executor.submit(never), executor.submit(double, 1)];
    const started = new Promise<void>((resolve) => {
      executor.events.subscribe(({ type }) => type === 'started' && resolve());
    });
    await started;
    expect(stuck.cancel(), 'a running task cannot be cancelled').to.equal(false);
    stuck.abort();
    expect(await stuck.exception().catch((error: unknown) => error)).to.be.instanceOf(CancelledError);
    expect(await next.result()).to.equal(2);
  });

  it('waits in shutdown for what was submitted, and refuses more', async () => {
    const future = executor.submit(double, 4);
    const done = executor.shutdown();
    expect(() => executor.submit(double, 1)).to.throw(ExecutorShutdownError);
    await done;
    expect(await future.result()).to.equal(8);
  });

  it('schedules work among the tasks, and broadcasts to its one worker', async () => {
    const ran = new Promise<string>((resolve) => executor.schedule(() => resolve('scheduled')));
    const futures = executor.broadcast(double, 21);
    expect(await ran).to.equal('scheduled');
    expect(await Promise.all(futures.map((future) => future.result()))).to.deep.equal([42]);
  });

  it('refuses streams', () => {
    expect(() => executor.stream(() => [1])).to.throw(TypeError, 'does not support stream() and through()');
  });
});

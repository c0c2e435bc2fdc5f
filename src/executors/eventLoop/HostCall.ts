import type { Job, JobHolder } from '../../executor/Job.js';
import type { RunnerHost } from '../../executor/Runner.js';
import { StreamJob } from '../../executor/StreamJob.js';
import type { HasTaskInfo } from '../../protocol/TaskInfo.js';
import type { WorkerIdentity } from '../../protocol/WorkerIdentity.js';
import { consumerPortOf, type InProcessLink, producerPortOf } from '../../streams/inProcess.js';
import type { ProducerPort } from '../../streams/ports.js';
import { TaskStream } from '../../streams/worker/TaskStream.js';
import { eventLoopOf } from '../../time/rx/eventLoopOf.js';
import { TaskCall } from '../../worker/TaskCall.js';
import { hostContext } from './hostContext.js';
import type { Isolation } from './isolation.js';

/** The callbacks from a call to its runner. */
export interface CallOwner {
  readonly host: RunnerHost;
  /** Aborts the call: its job was settled without its outcome. */
  stop(call: HostCall, reason: unknown): void;
  /** The call has ended; its job may have been settled long before. */
  ended(call: HostCall): void;
}

/** The call of a job on the host, in real or virtual time. It holds the job from its start to its end. */
export abstract class HostCall extends TaskCall implements JobHolder {
  readonly job: Job;
  readonly worker: WorkerIdentity;
  readonly stream: TaskStream | undefined;
  protected readonly owner: CallOwner;
  /** The arguments as they were submitted; the job drops them when it starts. */
  protected readonly args: readonly unknown[];
  readonly #isolation: Isolation;
  #aborted = false;
  #ended = false;

  constructor(job: Job, owner: CallOwner, isolation: Isolation, worker: WorkerIdentity) {
    super();
    this.job = job;
    this.owner = owner;
    this.args = job.args;
    this.worker = worker;
    this.#isolation = isolation;
    this.stream = job instanceof StreamJob ? this.#makeStream(job) : undefined;
  }

  get id(): number {
    return this.job.id;
  }

  /** The number of the worker in events, where they mention it. */
  get workerId(): number | undefined {
    return undefined;
  }

  get info(): HasTaskInfo {
    return this.job.options;
  }

  /** True while the outcome is wanted: the job has not been settled. */
  get holdsJob(): boolean {
    return this.job.holder === this;
  }

  abortRequested(): boolean {
    return this.#aborted;
  }

  override abort(reason: unknown): void {
    this.#aborted = true;
    super.abort(reason);
  }

  progress(value: unknown): void {
    this.owner.host.progress(this.job, this.#isolation.value(value, 'progress value'));
  }

  /** Returns false: a job starts in the moment it is handed over. */
  takeBack(): boolean {
    return false;
  }

  stop(_job: Job, reason: unknown): void {
    this.owner.stop(this, reason);
  }

  streamPort(): ProducerPort | undefined {
    return this.stream && producerPortOf(this.stream, this.#link());
  }

  operatorPort(): ProducerPort | undefined {
    return this.streamPort();
  }

  /** Drops the outcome that is still to come. */
  drop(): void {
    this.#ended = true;
  }

  /** Calls the function as part of the task. */
  protected inside<R>(fn: () => R): R {
    return hostContext().run(this.current, fn);
  }

  /** Follows the stream to its end, which is the end of the call. */
  protected followStream(stream: TaskStream, result: unknown): void {
    const { inside, outside } = this.#link();
    const completed = (sent: number): void => outside(() => this.succeed(sent));
    const failed = (error: unknown): void => outside(() => this.fail(error));
    inside(() => stream.follow(result, { completed, failed }));
  }

  protected succeed(value: unknown): void {
    if (!this.end()) return;
    try {
      this.job.succeed(this.#isolation.value(value, 'result'));
    } catch (error) {
      this.job.fail(error);
    }
  }

  protected fail(error: unknown): void {
    if (this.end()) this.job.fail(this.#isolation.thrown(error));
  }

  /** Ends the call, without settling its job. Returns false if it has ended before. */
  protected end(): boolean {
    if (this.#ended) return false;
    this.drop();
    this.owner.ended(this);
    return true;
  }

  /** Returns the arguments as the task gets them. */
  protected receivedArgs(): readonly unknown[] {
    return this.#isolation.args(this.args);
  }

  #makeStream({ consumer }: StreamJob): TaskStream {
    return new TaskStream(consumer.spec, consumerPortOf(consumer, this.#link()), eventLoopOf(this.owner.host.clock));
  }

  /** Returns the functions by which producer and consumer of the stream call each other. */
  #link(): InProcessLink {
    return {
      inside: (fn) => this.inside(fn),
      outside: (fn) => hostContext().run(undefined, fn),
      cross: (item) => this.#isolation.value(item, 'stream item'),
      crossThrown: (thrown) => this.#isolation.thrown(thrown),
      stopping: () => this.#aborted,
    };
  }
}

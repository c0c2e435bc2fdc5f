import type { Job } from '../../executor/Job.js';
import type { WorkerIdentity } from '../../protocol/WorkerIdentity.js';
import type { TaskFunction } from '../../worker/exportedTask.js';
import { type CallOwner, HostCall } from './HostCall.js';
import type { Isolation } from './isolation.js';
import type { LocalFunctions } from './LocalFunctions.js';

/** The environment that the calls of an executor on the event loop share. */
export interface LocalCallSetup {
  readonly worker: WorkerIdentity;
  readonly isolation: Isolation;
  readonly functions: LocalFunctions;
}

/** One call on the event loop. */
export class LocalCall extends HostCall {
  readonly #functions: LocalFunctions;

  constructor(job: Job, owner: CallOwner, setup: LocalCallSetup) {
    super(job, owner, setup.isolation, setup.worker);
    this.#functions = setup.functions;
  }

  /** Runs the task to its end and settles the job. A plain synchronous function has ended on return. */
  run(): void {
    const { task } = this.job;
    const fn = this.#functions.get(task);
    if (fn === undefined) this.#loadAndCall();
    else this.#call(fn);
  }

  #loadAndCall(): void {
    const call = (fn: TaskFunction): void => {
      if (this.abortRequested()) this.fail(undefined);
      else this.#call(fn);
    };
    this.#functions.load(this.job.task).then(call, (error: unknown) => this.fail(error));
  }

  #call(fn: TaskFunction): void {
    let result: unknown;
    let pending: boolean;
    try {
      const args = this.receivedArgs();
      result = this.inside(() => this.invoke(fn, args));
      pending = this.pends(result);
    } catch (error) {
      return this.fail(error);
    }
    if (!pending) return this.succeed(result);
    if (this.stream !== undefined) return this.followStream(this.stream, result);
    this.inside(() => this.follow(result)).then(
      (value) => this.succeed(value),
      (error: unknown) => this.fail(error),
    );
  }
}

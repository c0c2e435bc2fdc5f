import { InvalidStateError } from '../errors/InvalidStateError.js';
import { isDone } from '../future/transitions.js';
import type { Job } from './Job.js';
import type { RunnerHost } from './Runner.js';

/** Milliseconds without progress after which nested tasks count as deadlocked. */
const patience = 1000;

/**
 * Ends the deadlock of nested tasks: tasks that wait for tasks of their own executor while they hold all of its slots.
 * When every running task has submitted one that is not done and is observed, and no task starts or ends for a second,
 * those in the queue fail with an error that explains it. Otherwise they would wait for ever.
 */
export class DeadlockDetector<C extends object> {
  readonly #host: RunnerHost;
  /** The jobs that each running call has submitted. */
  readonly #nested = new Map<C, Set<Job>>();
  #timer: { unsubscribe(): void } | undefined;

  constructor(host: RunnerHost) {
    this.#host = host;
  }

  /** Adds a job that a running task has submitted. */
  add(parent: C, job: Job): void {
    const jobs = this.#nested.get(parent) ?? new Set();
    jobs.add(job);
    this.#nested.set(parent, jobs);
  }

  /** Forgets a call that has ended. */
  forget(call: C): void {
    this.#nested.delete(call);
  }

  /** Restarts the delay. Called when a task has started or ended, or had to stay in the queue. */
  restart(full: boolean, calls: Iterable<C>): void {
    this.stop();
    if (!full || this.#nested.size === 0) return;
    for (const call of calls) if (this.#awaited(call).length === 0) return;
    this.#timer = this.#host.clock.schedule(() => this.#failQueued(), patience);
  }

  stop(): void {
    this.#timer?.unsubscribe();
    this.#timer = undefined;
  }

  /** Returns the jobs that the call has submitted and, as far as is known, waits for. */
  #awaited(call: C): Job[] {
    return [...(this.#nested.get(call) ?? [])].filter((job) => !isDone(job.state) && job.observed);
  }

  #failQueued(): void {
    const deadlocked = [...this.#nested.keys()].flatMap((call) => this.#awaited(call)).filter((job) => job.queued);
    for (const job of deadlocked) job.fail(new InvalidStateError(cannotStart(job.name)));
  }
}

function cannotStart(name: string): string {
  return (
    `the task "${name}" cannot start: all slots are taken by tasks that wait for queued ones. Raise maxWorkers, or run ` +
    'the nested tasks on a separate executor'
  );
}

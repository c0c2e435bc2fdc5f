import { InvalidStateError } from '../errors/InvalidStateError.js';
import type { Job } from './Job.js';
import type { Runner } from './Runner.js';

/** A stage of a pipeline that runs, and the one whose results it waits for. */
interface Stages {
  readonly later: Job;
  readonly earlier: Job;
}

/**
 * A pipeline begins at its end: the last stage gets a slot, subscribes to its source, and only then is the stage before it
 * submitted. With fewer slots than stages that one would wait for ever; it fails with an error that says so instead.
 */
export class StageGuard {
  readonly #runner: Runner;
  readonly #stages = new Set<Stages>();

  constructor(runner: Runner) {
    this.#runner = runner;
  }

  /** A stage that runs has subscribed to one that was submitted just now. */
  add(later: Job, earlier: Job): void {
    const stages = { later, earlier };
    this.#stages.add(stages);
    earlier.observe({ settled: () => this.#stages.delete(stages) });
    if (this.#stuck()) earlier.fail(new InvalidStateError(neverRuns(earlier.name)));
  }

  /** Whether every slot is held by a stage that waits for one that waits for a slot. */
  #stuck(): boolean {
    if (this.#runner.freeSlots() > 0) return false;
    for (const job of this.#runner.held()) if (!this.#waits(job)) return false;
    return true;
  }

  #waits(job: Job): boolean {
    for (const { later, earlier } of this.#stages) {
      if (later === job && (earlier.queued || this.#waits(earlier))) return true;
    }
    return false;
  }
}

function neverRuns(name: string): string {
  return (
    `the stage "${name}" can never run: all slots of its executor are held by stages that wait for it, or for others in ` +
    'the same position. A pipeline needs a slot for each of its stages: give the executor more maxWorkers, or the ' +
    'stages executors of their own'
  );
}

import { InvalidStateError } from '../errors/InvalidStateError.js';
import type { Job } from './Job.js';
import type { Runner } from './Runner.js';
import { StreamJob } from './StreamJob.js';

/** Two stages of a pipeline on one executor: the later one takes the results of the earlier one. */
interface Stages {
  readonly later: Job;
  readonly earlier: Job;
  /** Whether the later one runs and has subscribed to the earlier one. */
  waits: boolean;
}

/**
 * Detects pipelines with more stages than slots. The stages of a pipeline are submitted when it is subscribed, the last one
 * first, so a later stage never waits behind an earlier one. When all slots are held by stages that wait for others, the
 * stage that waits for a slot would wait for ever; it fails with an error that says so instead.
 */
export class PipelineDeadlockDetector {
  readonly #runner: Runner;
  readonly #stages = new Set<Stages>();

  constructor(runner: Runner) {
    this.#runner = runner;
  }

  /** A stage has subscribed to one that was submitted just now. It `waits` for it unless it is still to run itself. */
  add(later: Job, earlier: Job, waits: boolean): void {
    const stages = { later, earlier, waits: false };
    this.#stages.add(stages);
    earlier.observe({ settled: () => this.#stages.delete(stages) });
    if (waits) this.waits(later);
  }

  /** A stage runs, and has subscribed to those before it. */
  waits(later: Job): void {
    for (const stages of this.#stages) if (stages.later === later) stages.waits = true;
    if (this.#stuck()) this.#awaited(later)?.fail(new InvalidStateError(neverRuns((this.#awaited(later) as Job).name)));
  }

  /** Whether the job waits for a slot, and all slots are held by stages and streams. */
  blocked(job: Job): boolean {
    if (!job.queued || this.#runner.freeSlots() > 0) return false;
    for (const held of this.#runner.inFlight()) if (!(held instanceof StreamJob)) return false;
    return true;
  }

  /** Whether every slot is held by a stage that waits for one that waits for a slot. */
  #stuck(): boolean {
    if (this.#runner.freeSlots() > 0) return false;
    for (const job of this.#runner.inFlight()) if (this.#awaited(job) === undefined) return false;
    return true;
  }

  /** The stage in the queue that the job waits for, by way of others that run. */
  #awaited(job: Job): Job | undefined {
    for (const { later, earlier, waits } of this.#stages) {
      if (later !== job || !waits) continue;
      const awaited = earlier.queued ? earlier : this.#awaited(earlier);
      if (awaited !== undefined) return awaited;
    }
    return undefined;
  }
}

function neverRuns(name: string): string {
  return (
    `the stage "${name}" can never run: all slots of its executor are held by stages that wait for it, or for others in ` +
    'the same position. A pipeline needs a slot for each of its stages: give the executor more maxWorkers, or the ' +
    'stages executors of their own'
  );
}

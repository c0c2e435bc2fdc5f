import { InvalidStateError } from '../errors/InvalidStateError.js';
import type { Job } from '../executor/Job.js';
import type { Runner } from '../executor/Runner.js';
import { holdAllSlots } from '../executor/streamSlots.js';

/** Two stages of a pipeline on one executor: the later one consumes the results of the earlier one. */
interface Stages {
  readonly later: Job;
  readonly earlier: Job;
  /** True when the later one is running and has subscribed to the earlier one. */
  waits: boolean;
}

const detectors = new WeakMap<Runner, PipelineDeadlockDetector>();

/**
 * Detects pipelines with more stages than slots. The stages of a pipeline are submitted when it is subscribed, the last
 * one first, so a later stage never waits behind an earlier one. When all slots are held by stages that wait for
 * others, the stage that waits for a slot fails with an error that explains it; otherwise it would wait for ever.
 */
export class PipelineDeadlockDetector {
  readonly #runner: Runner;
  readonly #stages = new Set<Stages>();

  constructor(runner: Runner) {
    this.#runner = runner;
  }

  /** Returns the detector of an executor, by its runner. */
  static of(runner: Runner): PipelineDeadlockDetector {
    const detector = detectors.get(runner) ?? new PipelineDeadlockDetector(runner);
    detectors.set(runner, detector);
    return detector;
  }

  /**
   * Adds two stages: `later` has subscribed to `earlier`, which was just submitted. With `waits`, `later` is already
   * running.
   */
  add(later: Job, earlier: Job, waits: boolean): void {
    const stages = { later, earlier, waits: false };
    this.#stages.add(stages);
    earlier.observe({ settled: () => this.#stages.delete(stages) });
    if (waits) this.markWaiting(later);
  }

  /** Marks a stage as running and subscribed to the stages before it. */
  markWaiting(later: Job): void {
    for (const stages of this.#stages) if (stages.later === later) stages.waits = true;
    if (!this.#isDeadlocked()) return;
    const stage = this.#awaited(later);
    stage?.fail(new InvalidStateError(cannotStart(stage.name)));
  }

  /** Returns true when every slot is held by a stage that waits for a queued one. */
  #isDeadlocked(): boolean {
    return holdAllSlots(this.#runner, (job) => this.#awaited(job) !== undefined);
  }

  /** Returns the queued stage that the job waits for, directly or through running ones. */
  #awaited(job: Job): Job | undefined {
    for (const { later, earlier, waits } of this.#stages) {
      if (later !== job || !waits) continue;
      const awaited = earlier.queued ? earlier : this.#awaited(earlier);
      if (awaited !== undefined) return awaited;
    }
    return undefined;
  }
}

function cannotStart(name: string): string {
  return (
    `the stage "${name}" cannot start: all slots are taken by stages that wait for queued ones. Raise maxWorkers to the ` +
    'number of stages, or run them on separate executors'
  );
}

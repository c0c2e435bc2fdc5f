import { InvalidStateError } from '../errors/InvalidStateError.js';
import type { AcceptedWork } from '../executor/AcceptedWork.js';
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
 * others, the stage that waits for a slot fails with an error that explains it; otherwise it would wait for ever. So does
 * a `map` or `mapOn` whose calls wait for a slot, if its results feed such a stage.
 */
export class PipelineDeadlockDetector {
  readonly #runner: Runner;
  readonly #stages = new Set<Stages>();
  /** The work whose calls feed a stage, and that stage. */
  readonly #feeds = new Map<AcceptedWork, Job>();
  /** The stages that are running and have subscribed to their sources. */
  readonly #waiting = new WeakSet<Job>();

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

  /** Adds work to which `later` has subscribed: its calls run on the same executor. */
  addFeed(later: Job, work: AcceptedWork): void {
    this.#feeds.set(work, later);
    later.observe({ settled: () => this.#feeds.delete(work) });
  }

  /** Marks a stage as running and subscribed to the stages before it. */
  markWaiting(later: Job): void {
    for (const stages of this.#stages) if (stages.later === later) stages.waits = true;
    this.#waiting.add(later);
    this.#check(later);
  }

  /** Called after calls of such work were queued. Returns false when there is none any more. */
  checkFeeds(): boolean {
    for (const later of new Set(this.#feeds.values())) this.#check(later);
    return this.#feeds.size > 0;
  }

  /** Ends what the stage waits for, if that can never start. */
  #check(later: Job): void {
    const awaited = this.#awaited(later);
    if (awaited === undefined || !this.#isDeadlocked()) return;
    if ('fail' in awaited) awaited.fail(cannotStart(`stage "${awaited.name}"`));
    else awaited.abort(cannotStart('next call of a map or mapOn'));
  }

  /** Returns true when every slot is held by a stage that waits for a queued one. */
  #isDeadlocked(): boolean {
    return holdAllSlots(this.#runner, (job) => this.#awaited(job) !== undefined);
  }

  /** Returns the queued stage, or the work with queued calls, that the job waits for, directly or through running stages. */
  #awaited(job: Job): Job | AcceptedWork | undefined {
    if (!this.#waiting.has(job)) return undefined;
    for (const [work, later] of this.#feeds) if (later === job && work.starved) return work;
    for (const { later, earlier, waits } of this.#stages) {
      if (later !== job || !waits) continue;
      const awaited = earlier.queued ? earlier : this.#awaited(earlier);
      if (awaited !== undefined) return awaited;
    }
    return undefined;
  }
}

function cannotStart(what: string): InvalidStateError {
  return new InvalidStateError(
    `the ${what} cannot start: all slots are taken by stages that wait for queued ones. Raise maxWorkers to the number of ` +
      'stages, or run them on separate executors',
  );
}

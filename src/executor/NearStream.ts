import { Observable, type Subscriber } from 'rxjs';
import type { Windows } from '../flow/Allowance.js';
import { Inflow } from '../flow/Inflow.js';
import { itemsLost } from '../flow/itemsLost.js';
import type { NearSide } from '../flow/NearSide.js';
import type { StreamSpec } from '../flow/StreamSpec.js';
import type { StreamWay } from '../flow/StreamWay.js';
import type { SettledObserver } from '../future/Completion.js';
import { isDone } from '../future/transitions.js';
import type { ExecutorCore } from './ExecutorCore.js';
import type { Job } from './Job.js';
import { type JobOptions, optionsNow } from './JobOptions.js';
import { receiverIn } from './receiverIn.js';
import { SourceFeed } from './SourceFeed.js';
import type { SubmitOptions } from './SubmitOptions.js';
import type { AnyTask } from './Task.js';

const noStreams =
  'this executor carries no streams: what goes through a queue is a job with one result. Use stream and through on an ' +
  'executor of threads, processes or the event loop, there or where the queue is served';

/** How many items the far side may run ahead when nothing else is said. */
const defaultWindow = 256;
/** How many of small values on their way through an operator, which are taken as fast as they come. */
const widestWindow = 1024;

/** The stream whose operator is subscribing to its source just now: what is submitted meanwhile is a stage before it. */
let opening: NearStream | undefined;

function subscribeAs(stream: NearStream, feed: SourceFeed, source: Observable<unknown>): void {
  const outer = opening;
  opening = stream;
  try {
    feed.subscribe(source);
  } finally {
    opening = outer;
  }
}

/**
 * A task's stream, cold: each subscription submits the task, unsubscribing aborts it. With a source the task is an
 * operator, and the stream is what it makes of the source.
 */
export function streamOf(
  core: ExecutorCore,
  task: AnyTask,
  args: readonly unknown[],
  options: SubmitOptions,
  source?: Observable<unknown>,
): Observable<unknown> {
  if (core.runner.streams !== true) throw new TypeError(noStreams);
  return new Observable((subscriber) => {
    const now = optionsNow(options);
    const stream = new NearStream(core, now, subscriber, source);
    stream.begin(task, args);
    return () => stream.end();
  });
}

/**
 * One subscription to a stream: the near side of a task that runs elsewhere.
 *
 *   far side ──items──▶ inflow ──▶ subscriber
 *            ◀─credits──┘
 *            ◀─values── feed ◀── source        one for each subscription of the operator
 */
class NearStream implements NearSide, SettledObserver {
  readonly spec: StreamSpec;
  readonly #core: ExecutorCore;
  readonly #options: JobOptions;
  readonly #subscriber: Subscriber<unknown>;
  readonly #source: Observable<unknown> | undefined;
  readonly #inflow: Inflow;
  readonly #feeds = new Map<number, SourceFeed>();
  #job: Job | undefined;
  #way: StreamWay | undefined;

  constructor(
    core: ExecutorCore,
    options: JobOptions,
    subscriber: Subscriber<unknown>,
    source: Observable<unknown> | undefined,
  ) {
    const { within } = options;
    this.spec = { ...windowsOf(options, source !== undefined), through: source !== undefined };
    this.#core = core;
    this.#options = options;
    this.#subscriber = subscriber;
    this.#source = source;
    this.#inflow = new Inflow(receiverIn(within, subscriber), core.turns, this.spec, (count) => this.#grant(count));
  }

  begin(task: AnyTask, args: readonly unknown[]): void {
    try {
      this.#job = this.#core.submit(task, args, this.#options, this);
    } catch (error) {
      return this.#subscriber.error(error);
    }
    if (isDone(this.#job.state)) return this.settled();
    this.#job.observe(this);
    if (opening !== undefined && opening.#core === this.#core) this.#core.stages.add(opening.#job as Job, this.#job);
  }

  /** Also called when all is over: then there is nothing left to abort. */
  end(): void {
    this.#inflow.close();
    this.#closeFeeds();
    this.#job?.abort();
  }

  items(first: number, values: ArrayLike<unknown>): void {
    if (!this.#inflow.receive(first, values)) this.#job?.fail(itemsLost());
  }

  want(source: number, count: number): void {
    const feed = this.#feeds.get(source);
    if (feed === undefined) this.#open(source, count);
    else feed.credit(count);
  }

  unwant(source: number): void {
    this.#feeds.get(source)?.close();
    this.#feeds.delete(source);
  }

  /** The job is done. What came before its end is handed on first, unless it was cancelled. */
  settled(): void {
    this.#closeFeeds();
    const { state, failed, outcome } = this.#job as Job;
    if (state === 'CANCELLED') {
      this.#inflow.close();
      this.#subscriber.error(outcome);
    } else if (failed) {
      this.#inflow.end({ kind: 'error', error: outcome });
    } else {
      const whole = outcome === this.#inflow.received;
      this.#inflow.end(whole ? { kind: 'complete' } : { kind: 'error', error: itemsLost() });
    }
  }

  #grant(count: number): void {
    this.#far()?.credit(count);
  }

  /** The way to the far side, for as long as there is one. */
  #far(): StreamWay | undefined {
    const job = this.#job as Job;
    if (job.holder === undefined) return undefined;
    this.#way ??= job.holder.streamWay?.(job);
    return this.#way;
  }

  #open(source: number, window: number): void {
    const line = this.#far()?.input(source);
    const job = this.#job;
    const upstream = this.#source;
    if (line === undefined || upstream === undefined || job === undefined) return;
    const failed = (error: unknown): void => void job.fail(error);
    const feed = new SourceFeed(line, this.#core.turns, { window, results: this.#inflow, failed });
    this.#feeds.set(source, feed);
    job.inContext(() => subscribeAs(this, feed, upstream));
  }

  #closeFeeds(): void {
    for (const feed of this.#feeds.values()) feed.close();
    this.#feeds.clear();
  }
}

function windowsOf({ bufferSize }: JobOptions, through: boolean): Windows {
  const window = bufferSize ?? defaultWindow;
  return { window, widest: through && bufferSize === undefined ? widestWindow : window };
}

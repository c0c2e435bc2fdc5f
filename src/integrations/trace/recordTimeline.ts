import type { Executor } from '../../executor/Executor.js';
import { checkPositiveCount } from '../../options/checks.js';
import { type OptionsTaker, readOptions, type Schema } from '../../options/readOptions.js';
import type { Timeline } from './Timeline.js';
import { TimelineBuilder } from './TimelineBuilder.js';

/** The options of {@link recordTimeline}. */
export interface RecordOptions {
  /** Greatest number of ended tasks to keep, the newest. Default: 100,000. */
  limit?: number | undefined;
}

const schema = { limit: checkPositiveCount } satisfies Schema<RecordOptions>;
const taker: OptionsTaker = { name: 'recordTimeline()', write: 'recordTimeline(executor, { limit: 1000 })' };

/** A recording in progress. */
export interface Recording {
  /**
   * Returns the timeline so far, as plain data.
   *
   * @returns A snapshot, which does not change any more.
   */
  timeline(): Timeline;
  /** Ends the recording; the recorded timeline remains. */
  stop(): void;
}

/**
 * Records the tasks and workers of an executor, from the call until the executor is shut down or the recording stopped.
 * It can be left on: of ended tasks only the newest are kept. Without a recording or another subscriber the
 * executor emits no events.
 *
 * Errors: `TypeError` and `RangeError` at the call for an invalid limit.
 *
 * @param executor - The executor to record.
 * @param options - `limit`.
 * @returns The recording, for {@link toTraceEvents}, {@link summarize} and {@link toHtml}.
 * @throws TypeError when `limit` is not a number, RangeError when it is out of range.
 *
 * @example
 * ```ts
 * import { lastValueFrom } from 'rxjs';
 * import { EventLoopExecutor } from 'rx-futures';
 * import { recordTimeline, summarize } from 'rx-futures/trace';
 *
 * const executor = new EventLoopExecutor();
 * const recording = recordTimeline(executor);
 * await lastValueFrom(executor.map((n: number) => n * n, [1, 2, 3]));
 * await executor.shutdown();
 * console.log(summarize(recording.timeline()).finished); // 3
 * ```
 */
export function recordTimeline(executor: Executor, options: RecordOptions = {}): Recording {
  const { limit = 100_000 } = readOptions(options, schema, taker);
  const builder = new TimelineBuilder(executor.now(), limit);
  let ended: number | undefined;
  const end = (): void => {
    ended ??= executor.now();
  };
  const subscription = executor.events.subscribe({ next: (event) => builder.add(event), complete: end });
  return {
    timeline: () => builder.timeline(ended ?? executor.now()),
    stop() {
      end();
      subscription.unsubscribe();
    },
  };
}

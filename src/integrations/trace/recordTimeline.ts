import type { Executor } from '../../executor/Executor.js';
import { checkPositiveCount } from '../../options/checks.js';
import { type OptionsTaker, readOptions, type Schema } from '../../options/readOptions.js';
import type { Timeline } from './Timeline.js';
import { TimelineBuilder } from './TimelineBuilder.js';

/** How {@link recordTimeline} goes about it. */
export interface RecordOptions {
  /** Most tasks that have ended to keep, the newest; 100,000 when left out. */
  limit?: number | undefined;
}

const schema = { limit: checkPositiveCount } satisfies Schema<RecordOptions>;
const taker: OptionsTaker = { name: 'recordTimeline()', write: 'recordTimeline(executor, { limit: 1000 })' };

/** What is being recorded. */
export interface Recording {
  /**
   * The timeline so far, as plain data.
   *
   * @returns A snapshot, which grows no more.
   */
  timeline(): Timeline;
  /** Ends the recording; what it has stays. */
  stop(): void;
}

/**
 * Records what happens to the tasks and workers of an executor, from now until it is shut down or the recording stopped.
 * It can be left on: of what has ended only the newest is kept. Where nothing is recorded, nothing is told.
 *
 * Errors: `TypeError` and `RangeError` at the call for a limit that is none.
 *
 * @param executor - What to listen to.
 * @param options - `limit`.
 * @returns The recording, for {@link toTraceEvents}, {@link summarize} and {@link toHtml}.
 * @throws TypeError when `limit` is no number, RangeError when it is out of range.
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

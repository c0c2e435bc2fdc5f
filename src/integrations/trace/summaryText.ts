import type { Percentiles, Summary } from './summarize.js';

/**
 * Returns a summary as a string, for a terminal or a log.
 *
 * @param summary - A summary made by {@link summarize}.
 * @returns Several lines, without a line break at the end.
 *
 * @example
 * ```ts
 * import { EventLoopExecutor } from 'rx-futures';
 * import { recordTimeline, summarize, summaryText } from 'rx-futures/trace';
 *
 * const executor = new EventLoopExecutor();
 * const recording = recordTimeline(executor);
 * await executor.submit(() => 'done').result();
 * await executor.shutdown();
 * console.log(summaryText(summarize(recording.timeline())));
 * ```
 */
export function summaryText(summary: Summary): string {
  const { tasks, finished, failed, cancelled, open, throughput, queueTime, runTime, workers } = summary;
  const ends = `${finished} finished, ${failed} failed, ${cancelled} cancelled${open > 0 ? `, ${open} open` : ''}`;
  const rows = [
    ['tasks', `${tasks} (${ends}), ${throughput.toFixed(throughput < 10 ? 1 : 0)} a second`],
    ['waited', percentilesText(queueTime)],
    ['ran', percentilesText(runTime)],
    ...workers.map((each) => [
      each.name,
      `${(each.utilisation * 100).toFixed(1)} % busy, ${each.tasks} tasks${each.end === 'lost' ? ', lost' : ''}`,
    ]),
  ] as const;
  const width = Math.max(...rows.map(([name = '']) => name.length));
  return rows.map(([name = '', value = '']) => `${name.padEnd(width)}  ${value}`).join('\n');
}

function percentilesText({ p50, p90, p99, max }: Percentiles): string {
  return `${duration(p50)} in the middle, 90 % within ${duration(p90)}, 99 % ${duration(p99)}, all ${duration(max)}`;
}

/** Returns milliseconds in a readable unit. */
export function duration(milliseconds: number): string {
  if (milliseconds >= 1000) return `${(milliseconds / 1000).toFixed(2)} s`;
  if (milliseconds >= 1) return `${milliseconds.toFixed(milliseconds < 100 ? 1 : 0)} ms`;
  return `${Math.round(milliseconds * 1000)} µs`;
}

import { checkString } from '../../options/checks.js';
import { type OptionsTaker, readOptions, type Schema } from '../../options/readOptions.js';
import { endTime } from './endTime.js';
import { lanesOf } from './lanes.js';
import { loadSeries } from './loadSeries.js';
import { pageScript } from './pageScript.js';
import { pageStyle } from './pageStyle.js';
import { type Percentiles, type Summary, summarize } from './summarize.js';
import { duration } from './summaryText.js';
import type { TaskSpan, Timeline } from './Timeline.js';

/** The options of {@link toHtml}. */
export interface HtmlOptions {
  /** The heading. Default: `rx-futures`. */
  title?: string | undefined;
}

const states = ['queued', 'running', 'finished', 'failed', 'cancelled'] as const;

const schema = { title: checkString } satisfies Schema<HtmlOptions>;
const taker: OptionsTaker = { name: 'toHtml()', write: "toHtml(timeline, { title: 'Run 7' })" };

/**
 * Returns a timeline as a self-contained HTML page: a row for each worker, to zoom into and to point at, the number of
 * waiting tasks, and the summary. Write it to a file, to open it in a browser or to send it.
 *
 * Errors: `TypeError` at the call for an invalid title.
 *
 * @param timeline - A timeline recorded by {@link recordTimeline}.
 * @param options - `title`.
 * @returns The page as a string.
 * @throws TypeError when `title` is not a string.
 *
 * @example
 * ```ts
 * import { EventLoopExecutor } from 'rx-futures';
 * import { recordTimeline, toHtml } from 'rx-futures/trace';
 *
 * const executor = new EventLoopExecutor();
 * const recording = recordTimeline(executor);
 * await executor.submit(() => 'done').result();
 * await executor.shutdown();
 * const page = toHtml(recording.timeline(), { title: 'One task' });
 * console.log(page.startsWith('<!doctype html>')); // true
 * ```
 */
export function toHtml(timeline: Timeline, options: HtmlOptions = {}): string {
  const { title = 'rx-futures' } = readOptions(options, schema, taker);
  const summary = summarize(timeline);
  return `<!doctype html>
<html lang="en">
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>${escaped(title)}</title>
<style>${pageStyle}</style>
<header><h1>${escaped(title)}</h1><p>${escaped(subtitle(summary, timeline))}</p></header>
<section class="cards">${cards(summary)}</section>
<section class="timeline">
<canvas tabindex="0" aria-label="Timeline of tasks by worker"></canvas><div class="tip" hidden></div>
<p class="legend">${states.slice(2).map(legend).join('')}${legend('starting')}<span class="hint">scroll to zoom · drag to move · double click to see all</span></p>
</section>
<section><table><thead><tr><th>worker<th>tasks<th>busy<th>utilisation<th>end</thead>
<tbody>${summary.workers.map(workerRow).join('\n')}</tbody></table></section>
<script type="application/json" id="data">${json(pageData(timeline))}</script>
<script>${pageScript}</script>
</html>
`;
}

function subtitle({ milliseconds, tasks }: Summary, { dropped }: Timeline): string {
  const missing = dropped > 0 ? `, and ${dropped} older ones that were let go` : '';
  return `${tasks.toLocaleString('en')} tasks in ${duration(milliseconds)}${missing}`;
}

function cards(summary: Summary): string {
  const { finished, failed, cancelled, throughput, queueTime, runTime } = summary;
  const ends = `${failed.toLocaleString('en')} failed · ${cancelled.toLocaleString('en')} cancelled`;
  return [
    card('finished', finished.toLocaleString('en'), ends),
    card(
      'throughput',
      `${throughput.toLocaleString('en', { maximumFractionDigits: 1 })} /s`,
      'tasks that ended by themselves',
    ),
    card('waited', duration(queueTime.p50), tail(queueTime)),
    card('ran', duration(runTime.p50), tail(runTime)),
  ].join('');
}

function card(name: string, value: string, more: string): string {
  return `<div class="card"><b>${name}</b><strong>${value}</strong><small>${more}</small></div>`;
}

function tail({ p90, p99, max }: Percentiles): string {
  return `p90 ${duration(p90)} · p99 ${duration(p99)} · max ${duration(max)}`;
}

function legend(state: string): string {
  return `<span class="key ${state}">${state}</span>`;
}

function workerRow({ name, tasks, busy, utilisation, end }: Summary['workers'][number]): string {
  const share = `${(utilisation * 100).toFixed(1)} %`;
  const bar = `<span class="bar"><i style="width:${(utilisation * 100).toFixed(1)}%"></i></span>`;
  return `<tr><td>${escaped(name)}<td>${tasks.toLocaleString('en')}<td>${duration(busy)}<td>${bar}${share}<td>${end ?? ''}`;
}

/**
 * Returns the data that the page draws, in a compact form, since there may be a hundred thousand tasks. Times are
 * milliseconds from the start.
 */
function pageData(timeline: Timeline): unknown {
  const { from, to } = timeline;
  const names = new Map<string, number>();
  const nameIndex = (name: string): number => {
    if (!names.has(name)) names.set(name, names.size);
    return names.get(name) as number;
  };
  const at = (time: number): number => Math.round((time - from) * 1000) / 1000;
  const task = (span: TaskSpan): unknown[] => [
    at(span.startedAt ?? from),
    at(endTime(span) ?? to),
    states.indexOf(span.state),
    nameIndex(span.label ?? span.task),
    span.id,
    span.queued === undefined ? -1 : at(span.queued),
    ...(span.error === undefined ? [] : [span.error]),
  ];
  const lanes = lanesOf(timeline).map(({ name, worker, tasks }) => ({
    name,
    starts: worker?.started === undefined ? undefined : [at(worker.started), at(worker.ready ?? worker.ended ?? to)],
    lost: worker?.end === 'lost' ? at(worker.ended ?? to) : undefined,
    tasks: tasks.map(task),
  }));
  const load = loadSeries(timeline).map(({ time, queued, running }) => [at(time), queued, running]);
  return { length: at(to), lanes, load, states, names: [...names.keys()] };
}

function escaped(text: string): string {
  return text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;').replaceAll('"', '&quot;');
}

/** Returns JSON for a script element, where only `<` has to be escaped. */
function json(data: unknown): string {
  return JSON.stringify(data).replaceAll('<', '\\u003c');
}

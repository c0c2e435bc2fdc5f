/**
 * The entry point `rx-futures/trace`: records an executor's timeline; exports it as statistics, HTML or trace-viewer
 * events.
 */
export { type Recording, type RecordOptions, recordTimeline } from '../integrations/trace/recordTimeline.js';
export { type Percentiles, type Summary, summarize, type WorkerSummary } from '../integrations/trace/summarize.js';
export { summaryText } from '../integrations/trace/summaryText.js';
export type { TaskSpan, Timeline, UncaughtError, WorkerSpan } from '../integrations/trace/Timeline.js';
export { type HtmlOptions, toHtml } from '../integrations/trace/toHtml.js';
export { type TraceEvent, type TraceFile, toTraceEvents } from '../integrations/trace/toTraceEvents.js';

/** The door `rx-futures/trace`: what an executor did, as numbers, as a picture, and for a trace viewer. */
export { type Recording, type RecordOptions, recordTimeline } from './recordTimeline.js';
export { type Percentiles, type Summary, summarize, type WorkerSummary } from './summarize.js';
export { summaryText } from './summaryText.js';
export type { StrayError, TaskSpan, Timeline, WorkerSpan } from './Timeline.js';
export { type HtmlOptions, toHtml } from './toHtml.js';
export { type TraceEvent, type TraceFile, toTraceEvents } from './toTraceEvents.js';

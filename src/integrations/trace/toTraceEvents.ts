import { endTime } from './endTime.js';
import { type Lane, lanesOf } from './lanes.js';
import { loadSeries } from './loadSeries.js';
import type { TaskSpan, Timeline } from './Timeline.js';

/** One entry of the Trace Event Format, with its times in microseconds since the start of the recording. */
export interface TraceEvent {
  readonly name: string;
  /** `X` for a span, `i` for an instant, `C` for a counter, `M` for a name. */
  readonly ph: 'X' | 'i' | 'C' | 'M';
  readonly ts: number;
  readonly pid: number;
  readonly tid: number;
  readonly cat?: string;
  /** For `X`: its duration. */
  readonly dur?: number;
  /** For `i`: `t` if the instant belongs to a thread, `p` if it belongs to the process. */
  readonly s?: 't' | 'p';
  readonly args?: Readonly<Record<string, unknown>>;
}

/** The content of a file that Perfetto and Chrome's tracing open. */
export interface TraceFile {
  readonly displayTimeUnit: 'ms';
  readonly traceEvents: readonly TraceEvent[];
}

const pid = 1;
/** The thread id of events that belong to no worker. */
const queueTid = 0;

/**
 * Returns a timeline in the Trace Event Format: a thread for each worker, a span for each task, instants for cancelled
 * tasks, uncaught errors and lost workers, and the number of queued and running tasks. Write it as JSON, and open it in
 * https://ui.perfetto.dev or chrome://tracing.
 *
 * @param timeline - A timeline recorded by {@link recordTimeline}.
 * @returns An object for `JSON.stringify`.
 *
 * @example
 * ```ts
 * import { EventLoopExecutor } from 'rx-futures';
 * import { recordTimeline, toTraceEvents } from 'rx-futures/trace';
 *
 * const executor = new EventLoopExecutor();
 * const recording = recordTimeline(executor);
 * await executor.submit(() => 'done').result();
 * await executor.shutdown();
 * const json = JSON.stringify(toTraceEvents(recording.timeline()));
 * console.log(json.includes('"ph":"X"')); // true
 * ```
 */
export function toTraceEvents(timeline: Timeline): TraceFile {
  const at = (time: number): number => Math.round((time - timeline.from) * 1000);
  const lanes = lanesOf(timeline);
  const events = [
    ...names(lanes),
    ...lanes.flatMap((lane, i) => [
      ...starts(lane, i + 1, at),
      ...lane.tasks.map((task) => span(task, i + 1, at(task.startedAt as number), at(endTime(task) ?? timeline.to))),
    ]),
    ...moments(timeline, lanes, at),
    ...loadSeries(timeline).map(({ time, queued, running }) => count(at(time), queued, running)),
  ];
  return { displayTimeUnit: 'ms', traceEvents: events };
}

function names(lanes: readonly Lane[]): TraceEvent[] {
  const named = (what: string, tid: number, name: string): TraceEvent => ({
    name: what,
    ph: 'M',
    ts: 0,
    pid,
    tid,
    args: { name },
  });
  const threads = lanes.map(({ name }, i) => named('thread_name', i + 1, name));
  return [named('process_name', queueTid, 'rx-futures'), named('thread_name', queueTid, 'queue'), ...threads];
}

/** Returns the span of a worker's start, during which it takes no tasks. */
function starts({ worker }: Lane, tid: number, at: (time: number) => number): TraceEvent[] {
  if (worker?.started === undefined || worker.ready === undefined) return [];
  const ts = at(worker.started);
  return [{ name: 'starting', ph: 'X', ts, pid, tid, cat: 'worker', dur: at(worker.ready) - ts }];
}

function span(task: TaskSpan, tid: number, ts: number, end: number): TraceEvent {
  return {
    name: nameOf(task),
    ph: 'X',
    ts,
    pid,
    tid,
    cat: task.state,
    dur: Math.max(0, end - ts),
    args: details(task),
  };
}

function moments(
  { tasks, workers, uncaughtErrors }: Timeline,
  lanes: readonly Lane[],
  at: (time: number) => number,
): TraceEvent[] {
  const tids = new Map(lanes.map(({ worker }, i) => [worker?.worker, i + 1] as const).reverse());
  const moment = (name: string, cat: string, time: number, worker: number | undefined, error: string | undefined) => {
    const tid = tids.get(worker) ?? queueTid;
    const s = tid === queueTid ? ('p' as const) : ('t' as const);
    return { name, ph: 'i' as const, ts: at(time), pid, tid, cat, s, ...(error !== undefined && { args: { error } }) };
  };
  const stopped = tasks.filter(({ state, endedAt }) => state === 'cancelled' && endedAt !== undefined);
  const lost = workers.filter(({ end }) => end === 'lost');
  return [
    ...stopped.map((task) =>
      moment(`cancelled ${nameOf(task)}`, 'cancelled', task.endedAt as number, task.worker, task.error),
    ),
    ...lost.map(({ name, ended, worker, error }) => moment(`${name} lost`, 'worker', ended as number, worker, error)),
    ...uncaughtErrors.map(({ time, worker, error }) => moment('uncaught error', 'uncaughtError', time, worker, error)),
  ];
}

function count(ts: number, queued: number, running: number): TraceEvent {
  return { name: 'tasks', ph: 'C', ts, pid, tid: queueTid, args: { queued, running } };
}

function nameOf({ label, task }: TaskSpan): string {
  return label ?? task;
}

function details({ id, task, state, queued, startedAt, error, progress }: TaskSpan): Record<string, unknown> {
  const waited = queued === undefined || startedAt === undefined ? undefined : startedAt - queued;
  return { id, task, state, ...(waited !== undefined && { waited }), ...(error !== undefined && { error }), progress };
}

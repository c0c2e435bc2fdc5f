import { endTime } from './endTime.js';
import type { TaskSpan, Timeline, WorkerSpan } from './Timeline.js';

/** Percentiles in milliseconds: half of the values are at most `p50`, nine in ten at most `p90`. */
export interface Percentiles {
  readonly p50: number;
  readonly p90: number;
  readonly p99: number;
  readonly max: number;
}

/** One worker in a {@link Summary}. */
export interface WorkerSummary {
  readonly worker: number;
  readonly name: string;
  /** The number of tasks that started on it. */
  readonly tasks: number;
  /** Milliseconds for which it was busy. */
  readonly busy: number;
  /** The share of its life, from when it was ready, for which it was busy: 0 to 1. */
  readonly utilisation: number;
  readonly end: 'lost' | 'retired' | undefined;
}

/** The figures of a timeline. */
export interface Summary {
  /** The length of the recording in milliseconds. */
  readonly milliseconds: number;
  readonly tasks: number;
  readonly finished: number;
  readonly failed: number;
  readonly cancelled: number;
  /** The number of tasks that had not ended. */
  readonly open: number;
  /** Tasks per second that ended by themselves. */
  readonly throughput: number;
  /** Times from submit to the start of the task. */
  readonly queueTime: Percentiles;
  /** Times from the start of the task to its end; to its real end, if it was stopped. */
  readonly runTime: Percentiles;
  readonly workers: readonly WorkerSummary[];
}

/**
 * Returns the figures of a timeline: the outcomes of the tasks, how long they waited and ran, and how busy each worker
 * was.
 *
 * @param timeline - A timeline recorded by {@link recordTimeline}.
 * @returns The figures.
 *
 * @example
 * ```ts
 * import { EventLoopExecutor } from 'rx-futures';
 * import { recordTimeline, summarize } from 'rx-futures/trace';
 *
 * const executor = new EventLoopExecutor();
 * const recording = recordTimeline(executor);
 * await executor.submit(() => 'done').result();
 * const { finished, runTime } = summarize(recording.timeline());
 * console.log(finished, runTime.max < 1000); // 1 true
 * await executor.shutdown();
 * ```
 */
export function summarize(timeline: Timeline): Summary {
  const { tasks, from, to, workers } = timeline;
  const count = (state: TaskSpan['state']): number => tasks.filter((task) => task.state === state).length;
  const [finished, failed, cancelled] = [count('finished'), count('failed'), count('cancelled')];
  const milliseconds = to - from;
  return {
    milliseconds,
    tasks: tasks.length,
    finished,
    failed,
    cancelled,
    open: tasks.length - finished - failed - cancelled,
    throughput: milliseconds > 0 ? ((finished + failed) * 1000) / milliseconds : 0,
    queueTime: percentiles(tasks.map(({ queued, startedAt }) => between(queued, startedAt))),
    runTime: percentiles(tasks.map((task) => between(task.startedAt, endTime(task)))),
    workers: workers.map((worker) => workerSummary(worker, timeline)),
  };
}

function workerSummary({ worker, name, ready, ended, end }: WorkerSpan, { tasks, from, to }: Timeline): WorkerSummary {
  const started = tasks.filter((task) => task.worker === worker && task.startedAt !== undefined);
  const busy = covered(started.map((task) => [task.startedAt as number, endTime(task) ?? to] as const));
  const life = (ended ?? to) - (ready ?? from);
  return { worker, name, tasks: started.length, busy, utilisation: life > 0 ? Math.min(1, busy / life) : 0, end };
}

/** Returns the time that the spans cover; where several overlap it counts once. */
function covered(spans: (readonly [from: number, to: number])[]): number {
  let [sum, until] = [0, Number.NEGATIVE_INFINITY];
  for (const [from, to] of spans.sort((a, b) => a[0] - b[0])) {
    sum += Math.max(0, to - Math.max(from, until));
    until = Math.max(until, to);
  }
  return sum;
}

function between(from: number | undefined, to: number | undefined): number | undefined {
  return from === undefined || to === undefined ? undefined : Math.max(0, to - from);
}

function percentiles(values: readonly (number | undefined)[]): Percentiles {
  const sorted = values.filter((value) => value !== undefined).sort((a, b) => a - b);
  const at = (share: number): number => sorted[Math.max(0, Math.ceil(sorted.length * share) - 1)] ?? 0;
  return { p50: at(0.5), p90: at(0.9), p99: at(0.99), max: at(1) };
}

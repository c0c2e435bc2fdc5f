import { endTime } from './endTime.js';
import type { TaskSpan, Timeline, WorkerSpan } from './Timeline.js';

/** A row of the drawing: tasks that ran one after another, and their worker if there was one. */
export interface Lane {
  readonly name: string;
  readonly worker: WorkerSpan | undefined;
  readonly tasks: readonly TaskSpan[];
}

/**
 * Returns the rows of a timeline: one for each worker, and more where tasks ran side by side on it, or on the event
 * loop.
 */
export function lanesOf({ tasks, workers }: Timeline): Lane[] {
  const ran = tasks.filter(({ startedAt }) => startedAt !== undefined);
  const byWorker = groupByWorker(ran);
  const served = workers.filter((span) => byWorker.has(span.worker) || !failedToStart(span));
  const known = new Map<number | undefined, WorkerSpan>(served.map((span) => [span.worker, span]));
  const ids = new Set([...known.keys(), ...byWorker.keys()]);
  const inOrder = [...ids].sort((a, b) => (a ?? -1) - (b ?? -1));
  return inOrder.flatMap((id) => rows(known.get(id), id, byWorker.get(id) ?? []));
}

/**
 * Returns true if the worker was lost before it could take tasks. A shortage of resources may cause many such starts,
 * and their rows would be empty.
 */
function failedToStart({ started, ready, end }: WorkerSpan): boolean {
  return started !== undefined && ready === undefined && end === 'lost';
}

function groupByWorker(tasks: readonly TaskSpan[]): Map<number | undefined, TaskSpan[]> {
  const groups = new Map<number | undefined, TaskSpan[]>();
  for (const task of tasks) {
    const group = groups.get(task.worker);
    if (group === undefined) groups.set(task.worker, [task]);
    else group.push(task);
  }
  return groups;
}

/** Returns the rows of one worker; each task goes to the first row that is free when it starts. */
function rows(worker: WorkerSpan | undefined, id: number | undefined, tasks: readonly TaskSpan[]): Lane[] {
  const name = worker?.name ?? (id === undefined ? 'event loop' : `worker ${id}`);
  const free: Row[] = [];
  for (const task of [...tasks].sort((a, b) => (a.startedAt as number) - (b.startedAt as number))) {
    const row = free.find(({ until }) => until <= (task.startedAt as number)) ?? newRow(free);
    row.until = endTime(task) ?? Number.POSITIVE_INFINITY;
    row.tasks.push(task);
  }
  if (free.length === 0) newRow(free);
  return free.map((row, i) => ({ name: i === 0 ? name : `${name} (${i + 1})`, worker, tasks: row.tasks }));
}

interface Row {
  until: number;
  readonly tasks: TaskSpan[];
}

function newRow(all: Row[]): Row {
  const row = { until: 0, tasks: [] };
  all.push(row);
  return row;
}

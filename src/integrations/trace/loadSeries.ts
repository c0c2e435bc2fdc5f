import { endTime } from './endTime.js';
import type { TaskSpan, Timeline } from './Timeline.js';

/** The number of queued and running tasks from a time on. */
export interface Load {
  readonly time: number;
  readonly queued: number;
  readonly running: number;
}

/** Returns the load at each time when it changed. */
export function loadSeries({ tasks }: Timeline): Load[] {
  const steps = tasks.flatMap(stepsOf);
  steps.sort((a, b) => a.time - b.time);
  const loads: Load[] = [];
  let [queued, running] = [0, 0];
  for (const step of steps) {
    queued += step.queued;
    running += step.running;
    if (loads.at(-1)?.time === step.time) loads.pop();
    loads.push({ time: step.time, queued, running });
  }
  return loads;
}

function stepsOf(task: TaskSpan): Load[] {
  const { queued, startedAt } = task;
  const end = endTime(task);
  return [
    ...(queued === undefined ? [] : [{ time: queued, queued: 1, running: 0 }]),
    ...(startedAt === undefined ? [] : [{ time: startedAt, queued: queued === undefined ? 0 : -1, running: 1 }]),
    ...(end === undefined ? [] : [leaves(end, queued, startedAt)]),
  ];
}

function leaves(time: number, queued: number | undefined, startedAt: number | undefined): Load {
  return {
    time,
    queued: startedAt === undefined && queued !== undefined ? -1 : 0,
    running: startedAt === undefined ? 0 : -1,
  };
}

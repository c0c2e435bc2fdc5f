import type { Job } from '../executor/Job.js';
import { StreamJob } from '../executor/StreamJob.js';
import type { TaskNote, TasksMessage } from '../protocol/messages/TasksMessage.js';
import { taskInfoOf } from '../protocol/TaskInfo.js';
import type { InFlightTask } from './SlotTable.js';

/** A message of tasks while it is collected. Each task is written into the message's columns when it is added. */
export class TaskBatch implements TasksMessage {
  readonly kind = 'tasks';
  readonly entries: InFlightTask[] = [];
  readonly transfer: Transferable[] = [];
  readonly headers: number[] = [];
  readonly args: unknown[] = [];
  readonly notes: [position: number, note: TaskNote][] = [];

  get empty(): boolean {
    return this.entries.length === 0;
  }

  add(entry: InFlightTask): void {
    const { slot, job, task, args } = entry;
    const note = noteOf(job);
    if (note !== undefined) this.notes.push([this.entries.length, note]);
    this.headers.push(slot, job.id, task.index, args?.length ?? job.argCount);
    if (args === undefined) job.pushArgs(this.args);
    else this.args.push(...args);
    this.entries.push(entry);
  }
}

function noteOf(job: Job): TaskNote | undefined {
  const info = taskInfoOf(job.options);
  const { runTimeout } = job.options;
  const stream = job instanceof StreamJob ? job.consumer.spec : undefined;
  if (info === undefined && runTimeout === undefined && stream === undefined) return undefined;
  return {
    ...info,
    ...(stream !== undefined && { stream }),
    reportStart: runTimeout !== undefined,
  };
}

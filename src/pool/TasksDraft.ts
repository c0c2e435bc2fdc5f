import type { Job } from '../executor/Job.js';
import { StreamJob } from '../executor/StreamJob.js';
import type { TaskNote, TaskSpec, TasksMessage } from '../protocol/messages.js';
import type { InFlight } from './SlotTable.js';

/** A message of tasks while it is gathered: each is written down when it is added, and not looked at again. */
export class TasksDraft implements TasksMessage {
  readonly kind = 'tasks';
  readonly entries: InFlight[] = [];
  readonly transfer: Transferable[] = [];
  readonly heads: number[] = [];
  readonly args: unknown[] = [];
  readonly notes: [position: number, note: TaskNote][] = [];
  readonly #told: ReadonlySet<number>;
  readonly #specs = new Map<number, TaskSpec>();
  /** The function that the last task had: mostly it is the next one's, too. */
  #last = -1;

  /** `told` are the functions that the worker knows. */
  constructor(told: ReadonlySet<number>) {
    this.#told = told;
  }

  get specs(): [index: number, spec: TaskSpec][] {
    return [...this.#specs];
  }

  get empty(): boolean {
    return this.entries.length === 0;
  }

  add(entry: InFlight): void {
    const { slot, job, task } = entry;
    if (task.index !== this.#last) this.#introduce(entry);
    const note = noteOf(job);
    if (note !== undefined) this.notes.push([this.entries.length, note]);
    this.heads.push(slot, job.id, task.index, job.argCount);
    job.pushArgs(this.args);
    this.entries.push(entry);
  }

  #introduce({ task: { index, spec } }: InFlight): void {
    this.#last = index;
    if (!this.#told.has(index)) this.#specs.set(index, spec);
  }
}

function noteOf(job: Job): TaskNote | undefined {
  const { label, runTimeout } = job.options;
  const stream = job instanceof StreamJob ? job.near.spec : undefined;
  if (label === undefined && runTimeout === undefined && stream === undefined) return undefined;
  return {
    ...(label !== undefined && { label }),
    ...(stream !== undefined && { stream }),
    tellBegin: runTimeout !== undefined,
  };
}

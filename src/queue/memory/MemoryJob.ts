import type { Json } from '../codec/Json.js';
import type { JobEnd, JobSnapshot, NewJob } from '../JobStore.js';

/** A job in memory. Its payload is kept as a JSON string, as if it had crossed a network. */
export class MemoryJob {
  readonly id: string;
  readonly task: string;
  readonly attempts: number;
  readonly backoff: number;
  readonly priority: number;
  readonly #payload: string;
  state: JobSnapshot['state'] = 'waiting';
  /** True while the job is in the queue; false while it is delayed. */
  due = false;
  /** How many times the job was started. */
  starts = 0;
  /** Aborts the current run. */
  run: AbortController | undefined;
  end: JobEnd | undefined;
  progress: Json | undefined;
  endedAt = 0;

  constructor({ id, task, payload, attempts, backoff, priority }: NewJob) {
    this.id = id;
    this.task = task;
    this.attempts = attempts;
    this.backoff = backoff;
    this.priority = priority;
    this.#payload = JSON.stringify(payload);
  }

  get payload(): Json {
    return JSON.parse(this.#payload) as Json;
  }

  snapshot(): JobSnapshot {
    const { state, task, payload, progress, end } = this;
    return { state, task, payload, progress, end };
  }
}

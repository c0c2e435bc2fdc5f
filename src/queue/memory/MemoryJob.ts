import type { Json } from '../codec/Json.js';
import type { JobEnd, JobSnapshot, NewJob } from '../JobStore.js';

/** A job in memory. What came with it is kept as text, as on its way over a network. */
export class MemoryJob {
  readonly id: string;
  readonly task: string;
  readonly attempts: number;
  readonly backoff: number;
  readonly priority: number;
  readonly #payload: string;
  state: JobSnapshot['state'] = 'waiting';
  /** Whether it is in the queue; a delayed one is not yet. */
  due = false;
  /** How often it has begun. */
  starts = 0;
  /** Ends the run it is in. */
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

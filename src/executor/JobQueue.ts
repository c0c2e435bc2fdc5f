import { PriorityQueue } from '../collections/PriorityQueue.js';
import type { Job } from './Job.js';

/** Work of the host, passed to `schedule`: it waits in the queue like a task. */
export interface ScheduledWork {
  readonly callback: () => void;
  cancelled: boolean;
  /**
   * True until the event loop has turned: the work is in the queue, but neither it nor the entries behind it may run.
   */
  deferred: boolean;
}

type Entry = Job | ScheduledWork;

/**
 * The queue of jobs and scheduled work: by priority, and first in, first out within one. Cancelled entries are skipped.
 */
export class JobQueue {
  readonly #entries = new PriorityQueue<Entry>(isLive);
  #size = 0;
  #workCount = 0;

  /** The number of waiting jobs. */
  get size(): number {
    return this.#size;
  }

  /** True when there is neither a job nor scheduled work. */
  get empty(): boolean {
    return this.#size + this.#workCount === 0;
  }

  push(job: Job): void {
    this.#entries.push(job, job.priority);
    job.queued = true;
    this.#size += 1;
  }

  /**
   * Puts back a job that was handed over and has not started, to the place that it left. Put back the youngest first.
   */
  putBack(job: Job): void {
    this.#entries.unshift(job, job.priority);
    job.queued = true;
    this.#size += 1;
  }

  pushWork(work: ScheduledWork): void {
    this.#entries.push(work, 0);
    this.#workCount += 1;
  }

  cancelWork(work: ScheduledWork): void {
    if (work.cancelled) return;
    work.cancelled = true;
    this.#workCount -= 1;
    this.#entries.compact(this.#size + this.#workCount);
  }

  /** Removes a job that was settled from the count; its entry is skipped later. */
  forget(job: Job): void {
    if (!job.queued) return;
    job.queued = false;
    this.#size -= 1;
    this.#entries.compact(this.#size + this.#workCount);
  }

  /** Returns the next entry without removing it. */
  peek(): Entry | undefined {
    const entry = this.#entries.peek();
    return this.#workCount > 0 && isDeferred(entry) ? undefined : entry;
  }

  /** Removes and returns the next entry, the one that {@link peek} returns. */
  take(): Entry | undefined {
    if (this.#workCount > 0 && isDeferred(this.#entries.peek())) return undefined;
    const entry = this.#entries.take();
    if (entry === undefined) return undefined;
    if (isScheduledWork(entry)) {
      this.#workCount -= 1;
    } else {
      this.#size -= 1;
      entry.queued = false;
    }
    return entry;
  }

  /** Returns the waiting jobs, in order. */
  jobs(): Job[] {
    return [...this.#entries].filter((entry): entry is Job => !isScheduledWork(entry));
  }
}

/** Returns true for scheduled work of the host. */
export function isScheduledWork(entry: Entry): entry is ScheduledWork {
  return 'callback' in entry;
}

function isDeferred(entry: Entry | undefined): boolean {
  return entry !== undefined && isScheduledWork(entry) && entry.deferred;
}

function isLive(entry: Entry): boolean {
  return isScheduledWork(entry) ? !entry.cancelled : entry.state === 'PENDING';
}

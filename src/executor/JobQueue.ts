import { PriorityQueue } from '../collections/PriorityQueue.js';
import type { Job } from './Job.js';

/** Work of the host, given to `schedule`: it takes its turn in the queue like a task. */
export interface ScheduledWork {
  readonly turn: () => void;
  cancelled: boolean;
  /** It has its place in the queue, but the event loop must turn before it runs; what stands behind it waits as long. */
  held: boolean;
}

type Entry = Job | ScheduledWork;

/** What waits for a worker: by priority, and first in, first out within one. Cancelled entries are passed over. */
export class JobQueue {
  readonly #entries = new PriorityQueue<Entry>(isLive);
  #size = 0;
  #turns = 0;

  /** How many jobs wait. */
  get size(): number {
    return this.#size;
  }

  /** Whether there is nothing to do: no job, no turn. */
  get empty(): boolean {
    return this.#size + this.#turns === 0;
  }

  push(job: Job): void {
    this.#entries.push(job, job.priority);
    job.queued = true;
    this.#size += 1;
  }

  /** A job that was handed over but not begun comes back, to the place it left. Give the youngest first. */
  putBack(job: Job): void {
    this.#entries.unshift(job, job.priority);
    job.queued = true;
    this.#size += 1;
  }

  pushTurn(turn: ScheduledWork): void {
    this.#entries.push(turn, 0);
    this.#turns += 1;
  }

  cancelTurn(turn: ScheduledWork): void {
    if (turn.cancelled) return;
    turn.cancelled = true;
    this.#turns -= 1;
    this.#entries.compact(this.#size + this.#turns);
  }

  /** A job in the queue has been settled: it is counted out now and passed over later. */
  forget(job: Job): void {
    if (!job.queued) return;
    job.queued = false;
    this.#size -= 1;
    this.#entries.compact(this.#size + this.#turns);
  }

  /** The next entry, left in its place. */
  peek(): Entry | undefined {
    const entry = this.#entries.peek();
    return this.#turns > 0 && isHeld(entry) ? undefined : entry;
  }

  /** Takes the next entry, the one that {@link peek} shows. */
  take(): Entry | undefined {
    if (this.#turns > 0 && isHeld(this.#entries.peek())) return undefined;
    const entry = this.#entries.take();
    if (entry === undefined) return undefined;
    if (isScheduledWork(entry)) {
      this.#turns -= 1;
    } else {
      this.#size -= 1;
      entry.queued = false;
    }
    return entry;
  }

  /** The jobs that wait, in order. */
  jobs(): Job[] {
    return [...this.#entries].filter((entry): entry is Job => !isScheduledWork(entry));
  }
}

/** Whether the entry is work of this side. */
export function isScheduledWork(entry: Entry): entry is ScheduledWork {
  return 'turn' in entry;
}

function isHeld(entry: Entry | undefined): boolean {
  return entry !== undefined && isScheduledWork(entry) && entry.held;
}

function isLive(entry: Entry): boolean {
  return isScheduledWork(entry) ? !entry.cancelled : entry.state === 'PENDING';
}

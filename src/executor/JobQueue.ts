import type { Job } from './Job.js';
import { Ring } from './Ring.js';

/** Work of the host, given to `schedule`: it takes its turn in the queue like a task. */
export interface Turn {
  readonly turn: () => void;
  cancelled: boolean;
  /** It has its place in the queue, but the event loop must turn before it runs; what stands behind it waits as long. */
  held: boolean;
}

type Entry = Job | Turn;

/** First in, first out. */
interface Lane {
  readonly priority: number;
  readonly entries: Ring<Entry>;
}

/** What waits for a worker: by priority, and first in, first out within one. Cancelled entries are passed over. */
export class JobQueue {
  /** Highest priority first; nearly always there is one. */
  readonly #lanes: Lane[] = [{ priority: 0, entries: new Ring() }];
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
    this.#lane(job.priority).entries.push(job);
    job.queued = true;
    this.#size += 1;
  }

  /** A job that was handed over but not begun comes back, to the place it left. Give the youngest first. */
  putBack(job: Job): void {
    this.#lane(job.priority).entries.unshift(job);
    job.queued = true;
    this.#size += 1;
  }

  pushTurn(turn: Turn): void {
    this.#lane(0).entries.push(turn);
    this.#turns += 1;
  }

  cancelTurn(turn: Turn): void {
    if (turn.cancelled) return;
    turn.cancelled = true;
    this.#turns -= 1;
  }

  /** A job in the queue has been settled: it is counted out now and passed over later. */
  forget(job: Job): void {
    if (!job.queued) return;
    job.queued = false;
    this.#size -= 1;
    for (const lane of this.#lanes) {
      if (lane.entries.length > 64 && lane.entries.length > 4 * (this.#size + this.#turns)) lane.entries.retain(isLive);
    }
  }

  /** The next entry, left in its place. */
  peek(): Entry | undefined {
    const entry = this.#front()?.first();
    return this.#turns > 0 && isHeld(entry) ? undefined : entry;
  }

  /** Takes the next entry, the one that {@link peek} shows. */
  take(): Entry | undefined {
    const entries = this.#front();
    if (entries === undefined || (this.#turns > 0 && isHeld(entries.first()))) return undefined;
    const entry = entries.shift() as Entry;
    if (isTurn(entry)) {
      this.#turns -= 1;
    } else {
      this.#size -= 1;
      entry.queued = false;
    }
    return entry;
  }

  /** The jobs that wait, in order. */
  jobs(): Job[] {
    const jobs: Job[] = [];
    for (const { entries } of this.#lanes) {
      for (const entry of entries) if (!isTurn(entry) && isLive(entry)) jobs.push(entry);
    }
    return jobs;
  }

  /** The entries that the next one is at the head of; what was settled while it waited is dropped here. */
  #front(): Ring<Entry> | undefined {
    for (const { entries } of this.#lanes) {
      while (entries.length > 0 && !isLive(entries.first())) entries.shift();
      if (entries.length > 0) return entries;
    }
    return undefined;
  }

  #lane(priority: number): Lane {
    const at = this.#lanes.findIndex((lane) => lane.priority <= priority);
    const found = this.#lanes[at];
    if (found?.priority === priority) return found;
    const lane: Lane = { priority, entries: new Ring() };
    this.#lanes.splice(at < 0 ? this.#lanes.length : at, 0, lane);
    return lane;
  }
}

/** Whether the entry is work of this side. */
export function isTurn(entry: Entry): entry is Turn {
  return 'turn' in entry;
}

function isHeld(entry: Entry | undefined): boolean {
  return entry !== undefined && isTurn(entry) && entry.held;
}

function isLive(entry: Entry): boolean {
  return isTurn(entry) ? !entry.cancelled : entry.state === 'PENDING';
}

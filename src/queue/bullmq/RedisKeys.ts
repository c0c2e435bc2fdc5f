/** BullMQ's keys that all jobs share. */
export type QueueKey =
  | 'wait'
  | 'active'
  | 'prioritized'
  | 'delayed'
  | 'completed'
  | 'failed'
  | 'stalled'
  | 'events'
  | 'meta'
  | 'pc'
  | 'marker'
  | 'limiter';

/** The keys of a queue: those of BullMQ's data layout, and those that this package adds. */
export class RedisKeys {
  readonly base: string;

  constructor(prefix: string, queue: string) {
    this.base = `${prefix}:${queue}:`;
  }

  job(id: string): string {
    return this.base + id;
  }

  /** Returns a key of BullMQ that all jobs share. */
  of(name: QueueKey): string {
    return this.base + name;
  }

  /** The last jobs that a server was given. */
  taken(token: string): string {
    return `${this.base}fx:taken:${token}`;
  }

  /** A value that is too large for the job's record. */
  large(id: string, what: string): string {
    return `${this.base}${id}:fx:${what}`;
  }

  get servers(): string {
    return `${this.base}fx:servers`;
  }

  /** The channel on which servers receive the ids of jobs that are to stop. */
  get channel(): string {
    return `${this.base}fx:stop`;
  }
}

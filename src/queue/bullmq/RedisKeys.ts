/** BullMQ's lists, sets and the like. */
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

/** The keys of a queue: BullMQ's, which are its data layout, and ours beside them. */
export class RedisKeys {
  readonly base: string;

  constructor(prefix: string, queue: string) {
    this.base = `${prefix}:${queue}:`;
  }

  job(id: string): string {
    return this.base + id;
  }

  /** A key of BullMQ that all jobs share. */
  of(name: QueueKey): string {
    return this.base + name;
  }

  /** What a server was given last. */
  taken(token: string): string {
    return `${this.base}fx:taken:${token}`;
  }

  /** What is too large for a record. */
  large(id: string, what: string): string {
    return `${this.base}${id}:fx:${what}`;
  }

  get servers(): string {
    return `${this.base}fx:servers`;
  }

  /** Where servers hear of jobs that are to stop. */
  get channel(): string {
    return `${this.base}fx:stop`;
  }
}

/** The keys of a queue: BullMQ's, which are its data layout, and ours beside them. */
export class RedisKeys {
  readonly base: string;

  constructor(prefix: string, queue: string) {
    this.base = `${prefix}:${queue}:`;
  }

  job(id: string): string {
    return this.base + id;
  }

  lock(id: string): string {
    return `${this.base}${id}:lock`;
  }

  /** A list, set or stream of BullMQ. */
  of(name: 'wait' | 'active' | 'prioritized' | 'delayed' | 'failed' | 'stalled' | 'events'): string {
    return this.base + name;
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

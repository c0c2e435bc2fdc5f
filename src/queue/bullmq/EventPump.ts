import { setTimeout as wait } from 'node:timers/promises';
import type { Redis } from 'ioredis';
import { withWatchdog } from './withWatchdog.js';

/** An entry of the event log: its fields by name. */
export type LogEntry = Readonly<Record<string, string>>;

/** Receives the entries of the log. */
export interface LogReader {
  entry(entry: LogEntry): void;
  /** Entries may have been missed. */
  gap(): void;
  onError(error: unknown): void;
}

/** Milliseconds that a read blocks. */
const patience = 5000;
/** Greatest number of entries in one read. */
const most = 1000;

type Reply = [key: string, entries: [id: string, fields: string[]][]][] | null;

/**
 * Reads a queue's event log from the moment at which it is opened. Never stops at an unreadable entry, and reports a
 * gap when it may have missed entries: the log is trimmed while the process is busy, or the connection breaks.
 */
export class EventPump {
  readonly #client: Redis;
  readonly #key: string;
  readonly #reader: LogReader;
  #cursor = '0-0';
  #stopped = false;

  constructor(client: Redis, key: string, reader: LogReader) {
    this.#client = client;
    this.#key = key;
    this.#reader = reader;
  }

  /** Finds the end of the log; every gap after it is reported. */
  async open(): Promise<void> {
    const [last] = await this.#client.xrevrange(this.#key, '+', '-', 'COUNT', 1);
    if (last !== undefined) this.#cursor = last[0];
    this.#client.on('ready', () => this.#reader.gap());
    void this.#run();
  }

  stop(): void {
    this.#stopped = true;
  }

  async #run(): Promise<void> {
    while (!this.#stopped) {
      try {
        const count = this.#take(await this.#read());
        if (count === most) await this.#lookForGap();
      } catch (error) {
        if (this.#stopped) return;
        this.#reader.onError(error);
        this.#reader.gap();
        await wait(100, undefined, { ref: false });
      }
    }
  }

  #read(): Promise<Reply> {
    const reply = this.#client.xread('COUNT', most, 'BLOCK', patience, 'STREAMS', this.#key, this.#cursor);
    return withWatchdog(this.#client, patience + 3000, reply);
  }

  #take(reply: Reply): number {
    const entries = reply?.[0]?.[1] ?? [];
    for (const [id, fields] of entries) {
      this.#cursor = id;
      if (this.#stopped) break;
      try {
        this.#reader.entry(record(fields));
      } catch (error) {
        this.#reader.onError(error);
      }
    }
    return entries.length;
  }

  /** After a full read, unread entries may have been trimmed. */
  async #lookForGap(): Promise<void> {
    const [first] = await this.#client.xrange(this.#key, '-', '+', 'COUNT', 1);
    if (first !== undefined && isLater(first[0], this.#cursor)) this.#reader.gap();
  }
}

function record(fields: readonly string[]): LogEntry {
  const entry = Object.create(null) as Record<string, string>;
  for (let i = 0; i + 1 < fields.length; i += 2) entry[fields[i] as string] = fields[i + 1] as string;
  return entry;
}

/** The id of a stream entry is a time and a sequence number. */
function isLater(a: string, b: string): boolean {
  const [timeA = 0, numberA = 0] = a.split('-').map(Number);
  const [timeB = 0, numberB = 0] = b.split('-').map(Number);
  return timeA > timeB || (timeA === timeB && numberA > numberB);
}

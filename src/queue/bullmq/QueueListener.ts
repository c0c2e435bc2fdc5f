import type { Redis } from 'ioredis';
import type { JobEnd, JobListener } from '../JobStore.js';
import { EventPump, type LogEntry, type LogReader } from './EventPump.js';
import { endOfReason, endOfResult, parse } from './ends.js';
import { LargeValues } from './LargeValues.js';
import type { RedisAccess } from './RedisAccess.js';
import { runScript } from './scripts/runScript.js';
import { servingEvent } from './servingEvent.js';

/** Milliseconds between two counts of the servers. */
const interval = 2000;

/** Translates a queue's event log for a listener. An event is a hint: the job of an unreadable one is looked up. */
export class QueueListener implements LogReader {
  readonly #redis: RedisAccess;
  readonly #listener: JobListener;
  readonly #client: Redis;
  readonly #pump: EventPump;
  #countTimer: NodeJS.Timeout | undefined;

  constructor(redis: RedisAccess, listener: JobListener) {
    this.#redis = redis;
    this.#listener = listener;
    this.#client = redis.clients.make();
    this.#pump = new EventPump(this.#client, redis.keys.of('events'), this);
  }

  async open(): Promise<void> {
    await this.#pump.open();
    await this.#countServers();
    this.#countTimer = setInterval(() => void this.#countServers().catch(this.onError), interval);
    this.#countTimer.unref();
  }

  stop(): void {
    clearInterval(this.#countTimer);
    this.#pump.stop();
    this.#redis.clients.end(this.#client);
  }

  entry(entry: LogEntry): void {
    const { event, jobId } = entry;
    if (event === 'cleaned') return this.#listener.recheck();
    if (event === servingEvent) return void this.#countServers().catch(this.onError);
    if (jobId === undefined || !this.#listener.wants(jobId)) return;
    if (event === 'active') this.#listener.started(jobId);
    else if (event === 'progress') this.#progress(jobId, entry['data']);
    else if (event === 'completed') this.#ended(jobId, endOfResult(entry['returnvalue']));
    else if (event === 'failed') this.#ended(jobId, endOfReason(entry['failedReason'] ?? ''));
    else if (event === 'stalled' || event === 'removed') this.#listener.recheck(jobId);
  }

  gap(): void {
    this.#listener.recheck();
  }

  readonly onError = (error: unknown): void => this.#redis.settings.onError(error);

  #progress(id: string, json: string | undefined): void {
    const progress = parse(json);
    if (progress === undefined || LargeValues.isNote(progress)) this.#listener.recheck(id);
    else this.#listener.progress(id, progress);
  }

  /** Only complete results settle the job at once; in any other case its record decides. */
  #ended(id: string, end: JobEnd | undefined): void {
    if (end === undefined || end.kind === 'lost') return this.#listener.recheck(id);
    if (end.kind !== 'results' || !LargeValues.isNote(end.results)) return this.#listener.ended(id, end);
    this.#redis.large.whole(id, end).then(
      (whole) => (whole.kind === 'lost' ? this.#listener.recheck(id) : this.#listener.ended(id, whole)),
      () => this.#listener.recheck(id),
    );
  }

  async #countServers(): Promise<void> {
    const counts = await runScript(this.#redis.client, 'fxServers', [this.#redis.keys.servers], ['', 0, 0]);
    const [servers, slots] = counts as [number, number];
    this.#listener.serving(servers, slots);
  }
}

import { Queue, type QueueOptions } from 'bullmq';
import type { Json } from '../codec/Json.js';
import type { JobHandler, JobListener, JobServing, JobSnapshot, NewJob, ServeSettings } from '../JobStore.js';
import { cancelledReason } from './ends.js';
import { JobRecords } from './JobRecords.js';
import { QueueListener } from './QueueListener.js';
import { endless, RedisAccess } from './RedisAccess.js';
import { RedisServer } from './RedisServer.js';
import type { RedisSettings } from './redisOptions.js';
import { runScript } from './scripts/runScript.js';

/** Limits of one message: characters, and jobs. */
const largestMessage = 1 << 20;
const mostInMessage = 500;
/** BullMQ's priorities range from 1 to this, and the lowest goes first; priority 0 of this package is in the middle. */
const lowestPriority = 2 ** 21 - 1;

/** A queue of BullMQ and the commands of this package on its keys. */
export class RedisQueue {
  readonly #redis: RedisAccess;
  readonly #records: JobRecords;
  readonly #queue: Queue;
  readonly #listening = new Set<() => void>();

  private constructor(redis: RedisAccess) {
    this.#redis = redis;
    this.#records = new JobRecords(redis.client, redis.keys, redis.large);
    this.#queue = new Queue(redis.settings.queue, queueOptions(redis));
    this.#queue.on('error', redis.settings.onError);
  }

  static async open(settings: RedisSettings): Promise<RedisQueue> {
    const queue = new RedisQueue(await RedisAccess.open(settings));
    await queue.#queue.waitUntilReady();
    return queue;
  }

  async add(jobs: readonly NewJob[]): Promise<void> {
    const delayed = jobs.filter(({ delay }) => delay > 0);
    const bulk = delayed.map((job) => ({ name: job.task, data: job.payload, opts: optionsOf(job) }));
    const due = delayed.length === 0 ? jobs : jobs.filter(({ delay }) => delay <= 0);
    await Promise.all([...this.#messages(due), bulk.length > 0 && this.#queue.addBulk(bulk)]);
  }

  async withdraw(id: string, reason: Json): Promise<boolean> {
    const { keys, keep, client } = this.#redis;
    const names = [keys.of('prioritized'), keys.of('delayed'), keys.of('wait'), keys.of('failed'), keys.of('events')];
    const args = [id, Date.now(), cancelledReason, JSON.stringify(reason), keys.channel, keep];
    return (await runScript(client, 'fxWithdraw', [keys.job(id), ...names], args)) === 1;
  }

  get(ids: readonly string[], payloads: boolean): Promise<readonly (JobSnapshot | undefined)[]> {
    return this.#records.get(ids, payloads);
  }

  async listen(listener: JobListener): Promise<() => Promise<void>> {
    const listening = new QueueListener(this.#redis, listener);
    const watch = this.#redis.watchStalls(() => this.#queue.backend.moveStalledJobsToWait());
    const stop = (): void => {
      this.#listening.delete(stop);
      watch.stop();
      listening.stop();
    };
    this.#listening.add(stop);
    await listening.open();
    return async () => stop();
  }

  serve(handler: JobHandler, settings: ServeSettings): JobServing {
    return new RedisServer(this.#redis, this.#queue, handler, settings);
  }

  async close(): Promise<void> {
    for (const stop of this.#listening) stop();
    await this.#queue.close();
    this.#redis.clients.endAll();
  }

  /** Sends jobs in messages small enough not to block Redis. */
  *#messages(jobs: readonly NewJob[]): Generator<Promise<unknown>> {
    const { client, keys } = this.#redis;
    const names = (['prioritized', 'pc', 'marker', 'meta'] as const).map((name) => keys.of(name));
    let args: (string | number)[] = [];
    let size = 0;
    for (const job of jobs) {
      const data = JSON.stringify(job.payload);
      args.push(job.id, job.task, data, JSON.stringify(optionsOf(job)), priorityOf(job));
      size += data.length;
      if (size < largestMessage && args.length < 5 * mostInMessage && job !== jobs.at(-1)) continue;
      yield runScript(client, 'fxAdd', names, [keys.base, Date.now(), ...args]);
      args = [];
      size = 0;
    }
  }
}

function queueOptions({ client, settings }: RedisAccess): QueueOptions {
  const { prefix, eventLogLength, stalledInterval } = settings;
  const scan = { maxStalledCount: endless, stalledInterval };
  return { connection: client, prefix, streams: { events: { maxLen: eventLogLength } }, ...scan } as QueueOptions;
}

function priorityOf({ priority }: NewJob): number {
  return Math.min(lowestPriority, Math.max(1, 2 ** 20 - Math.round(priority)));
}

function optionsOf(job: NewJob): object {
  const { id, attempts, backoff, delay } = job;
  return {
    jobId: id,
    priority: priorityOf(job),
    stackTraceLimit: 0,
    ...(delay > 0 && { delay }),
    ...(attempts > 1 && { attempts }),
    ...(attempts > 1 && backoff > 0 && { backoff: { type: 'exponential', delay: backoff } }),
  };
}

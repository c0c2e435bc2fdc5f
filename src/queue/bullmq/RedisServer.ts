import type { Queue } from 'bullmq';
import type { Json } from '../codec/Json.js';
import type { JobEnd, JobHandler, JobResult, JobServing, ServeSettings } from '../JobStore.js';
import { BullMQEnds } from './BullMQEnds.js';
import { cancelledReason, failedReason } from './ends.js';
import { forgetEnded } from './forgetEnded.js';
import { type EndedJob, JobTrade } from './JobTrade.js';
import type { RedisAccess } from './RedisAccess.js';
import { RunningJobs } from './RunningJobs.js';
import type { StalledJobScanner } from './StalledJobScanner.js';
import { runScript } from './scripts/runScript.js';
import { servingEvent } from './servingEvent.js';
import type { TakenJob } from './TakenJob.js';

/** Milliseconds between two signs of life, and how long one is good for. */
const beat = 1000;
const validity = 3000;

/** Takes jobs from a queue of BullMQ. Its event loop has nothing to do but this: the tasks run elsewhere. */
export class RedisServer implements JobServing {
  readonly ready: Promise<void>;
  readonly #redis: RedisAccess;
  readonly #queue: Queue;
  readonly #handler: JobHandler;
  readonly #settings: ServeSettings;
  readonly #running: RunningJobs;
  readonly #trade: JobTrade;
  readonly #ends: BullMQEnds;
  #watch: StalledJobScanner | undefined;
  #beating: NodeJS.Timeout | undefined;
  #closed: Promise<void> | undefined;

  constructor(redis: RedisAccess, queue: Queue, handler: JobHandler, settings: ServeSettings) {
    const { name, concurrency, onError } = settings;
    this.#redis = redis;
    this.#queue = queue;
    this.#handler = handler;
    this.#settings = settings;
    this.#running = new RunningJobs(redis, onError);
    this.#ends = new BullMQEnds(queue);
    this.#trade = new JobTrade({ redis, name, concurrency, onError, begin: (job) => void this.#process(job) });
    this.ready = this.#open();
  }

  close(force: boolean): Promise<void> {
    if (force) void this.#trade.close(true);
    this.#closed ??= this.#close(force);
    return this.#closed;
  }

  async #open(): Promise<void> {
    await this.#running.open();
    if (this.#closed !== undefined) return;
    this.#watch = this.#redis.watchStalls(() => this.#queue.backend.moveStalledJobsToWait());
    await this.#beat();
    await this.#announce();
    if (this.#closed !== undefined) return;
    this.#beating = setInterval(() => void this.#beat().catch(this.#settings.onError), beat);
    this.#trade.open();
  }

  async #beat(): Promise<void> {
    const { name, concurrency } = this.#settings;
    await runScript(this.#redis.client, 'fxServers', [this.#redis.keys.servers], [name, validity, concurrency]);
    await forgetEnded(this.#redis);
  }

  /** Those who count servers are to count anew. */
  #announce(): Promise<unknown> {
    return this.#redis.client.xadd(this.#redis.keys.of('events'), '*', 'event', servingEvent);
  }

  async #close(force: boolean): Promise<void> {
    clearInterval(this.#beating);
    await this.#trade.close(force);
    this.#watch?.stop();
    await this.#leave().catch(this.#settings.onError);
    this.#running.close();
  }

  /** Where nobody listens there is nobody to be told. */
  async #leave(): Promise<void> {
    if (this.#redis.client.status !== 'ready') return;
    await this.#redis.client.hdel(this.#redis.keys.servers, this.#settings.name);
    await this.#announce();
  }

  /** One run of a job. */
  async #process(job: TakenJob): Promise<void> {
    const run = this.#running.add(job.id, job.lock, job.wish);
    let end: EndedJob | undefined;
    try {
      end = await this.#run(job, run.controller.signal);
    } catch (error) {
      this.#settings.onError(error);
      end = failed(job, { kind: 'lost', reason: `job ${job.id} was done, but its end could not be stored` });
    }
    this.#running.delete(run);
    this.#trade.over(end);
  }

  async #run(job: TakenJob, signal: AbortSignal): Promise<EndedJob | undefined> {
    const { id, task, payload, start, attempts } = job;
    if (signal.aborted) return failed(job, { kind: 'cancelled' });
    if (start > attempts) return failed(job, { kind: 'lost', reason: `the server of job ${id} died while it ran` });
    const progress = (told: Json): Promise<void> => this.#progress(id, told);
    const result = await this.#handler({ id, task, payload, start, attempts, signal, progress });
    const end = await this.#endOf(job, result, signal.aborted);
    const again = result.again && start < attempts && !signal.aborted && end.outcome === 'failed';
    if (!again && !job.special) return end;
    await this.#endElsewhere(job, end, again);
    return undefined;
  }

  async #endOf(job: TakenJob, { ok, end }: JobResult, stopped: boolean): Promise<EndedJob> {
    if (stopped && !ok) return failed(job, { kind: 'cancelled' });
    if (end.kind !== 'answer') return failed(job, end);
    const kept = this.#redis.large.put(job.id, 'result', end.answer);
    const text = typeof kept === 'string' ? kept : await kept;
    if (ok) return { id: job.id, lock: job.lock, outcome: 'completed', value: text };
    return failed(job, { kind: 'answer', answer: JSON.parse(text) as Json });
  }

  /** A lock that could not be renewed while Redis was away is taken back by the next renewal; BullMQ asks for it now. */
  async #endElsewhere(job: TakenJob, { outcome, value }: EndedJob, again: boolean): Promise<void> {
    await this.#running.renew();
    if (outcome === 'completed') await this.#ends.complete(job, value);
    else await this.#ends.fail(job, value, again);
  }

  async #progress(id: string, told: Json): Promise<void> {
    try {
      const text = await this.#redis.large.put(id, 'progress', told);
      await this.#queue.backend.updateProgress(id, JSON.parse(text) as object);
    } catch (error) {
      this.#settings.onError(error);
    }
  }
}

function failed({ id, lock }: TakenJob, end: JobEnd): EndedJob {
  return { id, lock, outcome: 'failed', value: end.kind === 'cancelled' ? cancelledReason : failedReason(end) };
}

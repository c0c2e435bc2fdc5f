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

/** Milliseconds between two heartbeats, and for which one is valid. */
const heartbeat = 1000;
const validity = 3000;

/** Serves a queue of BullMQ. The tasks run elsewhere, so this event loop stays responsive. */
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
  #heartbeat: NodeJS.Timeout | undefined;
  #closed: Promise<void> | undefined;

  constructor(redis: RedisAccess, queue: Queue, handler: JobHandler, settings: ServeSettings) {
    const { name, concurrency, onError } = settings;
    this.#redis = redis;
    this.#queue = queue;
    this.#handler = handler;
    this.#settings = settings;
    this.#running = new RunningJobs(redis, onError);
    this.#ends = new BullMQEnds(queue);
    this.#trade = new JobTrade({ redis, name, concurrency, onError, start: (job) => void this.#process(job) });
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
    await this.#sendHeartbeat();
    await this.#announce();
    if (this.#closed !== undefined) return;
    this.#heartbeat = setInterval(() => void this.#sendHeartbeat().catch(this.#settings.onError), heartbeat);
    this.#trade.open();
  }

  async #sendHeartbeat(): Promise<void> {
    const { name, concurrency } = this.#settings;
    await runScript(this.#redis.client, 'fxServers', [this.#redis.keys.servers], [name, validity, concurrency]);
    await forgetEnded(this.#redis);
  }

  /** Makes listeners count the servers again. */
  #announce(): Promise<unknown> {
    return this.#redis.client.xadd(this.#redis.keys.of('events'), '*', 'event', servingEvent);
  }

  async #close(force: boolean): Promise<void> {
    clearInterval(this.#heartbeat);
    await this.#trade.close(force);
    this.#watch?.stop();
    await this.#leave().catch(this.#settings.onError);
    this.#running.close();
  }

  /** Removes the server from the list of servers, unless the connection is lost. */
  async #leave(): Promise<void> {
    if (this.#redis.client.status !== 'ready') return;
    await this.#redis.client.hdel(this.#redis.keys.servers, this.#settings.name);
    await this.#announce();
  }

  /** Runs a job once. */
  async #process(job: TakenJob): Promise<void> {
    const run = this.#running.add(job.id, job.lock, job.stopReason);
    let end: EndedJob | undefined;
    try {
      end = await this.#run(job, run.controller.signal);
    } catch (error) {
      this.#settings.onError(error);
      end = failed(job, { kind: 'lost', reason: `job ${job.id} was done, but its end could not be stored` });
    }
    this.#running.delete(run);
    this.#trade.ended(end);
  }

  async #run(job: TakenJob, signal: AbortSignal): Promise<EndedJob | undefined> {
    const { id, task, payload, start, attempts } = job;
    if (signal.aborted) return failed(job, { kind: 'cancelled' });
    if (start > attempts) return failed(job, { kind: 'lost', reason: `the server of job ${id} died while it ran` });
    const progress = (value: Json): Promise<void> => this.#progress(id, value);
    const result = await this.#handler({ id, task, payload, start, attempts, signal, progress });
    const end = await this.#endOf(job, result, signal.aborted);
    const again = result.again && start < attempts && !signal.aborted && end.outcome === 'failed';
    if (!again && !job.special) return end;
    await this.#endElsewhere(job, end, again);
    return undefined;
  }

  async #endOf(job: TakenJob, { ok, end }: JobResult, stopped: boolean): Promise<EndedJob> {
    if (stopped && !ok) return failed(job, { kind: 'cancelled' });
    if (end.kind !== 'results') return failed(job, end);
    const kept = this.#redis.large.put(job.id, 'result', end.results);
    const stored = typeof kept === 'string' ? kept : await kept;
    if (ok) return { id: job.id, lock: job.lock, outcome: 'completed', value: stored };
    return failed(job, { kind: 'results', results: JSON.parse(stored) as Json });
  }

  /** BullMQ checks the lock immediately; one that expired while Redis was unreachable is renewed first. */
  async #endElsewhere(job: TakenJob, { outcome, value }: EndedJob, again: boolean): Promise<void> {
    await this.#running.renew();
    if (outcome === 'completed') await this.#ends.complete(job, value);
    else await this.#ends.fail(job, value, again);
  }

  async #progress(id: string, value: Json): Promise<void> {
    try {
      const stored = await this.#redis.large.put(id, 'progress', value);
      await this.#queue.backend.updateProgress(id, JSON.parse(stored) as object);
    } catch (error) {
      this.#settings.onError(error);
    }
  }
}

function failed({ id, lock }: TakenJob, end: JobEnd): EndedJob {
  return { id, lock, outcome: 'failed', value: end.kind === 'cancelled' ? cancelledReason : failedReason(end) };
}

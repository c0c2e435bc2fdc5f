import { type Job, UnrecoverableError } from 'bullmq';
import type { Redis } from 'ioredis';
import type { JobEnd, JobHandler, JobResult, JobServing, ServeSettings } from '../JobStore.js';
import type { Json } from '../Json.js';
import { cancelledReason, failedReason } from './ends.js';
import { JobWorker } from './JobWorker.js';
import { endless, type RedisAccess } from './RedisAccess.js';
import { RunningJobs, reasonOf } from './RunningJobs.js';
import type { StallWatch } from './StallWatch.js';
import { runScript } from './scripts.js';
import { servingEvent } from './servingEvent.js';

/** Milliseconds between two signs of life, and how long one is good for. */
const beat = 1000;
const validity = 3000;

/** Takes jobs from a queue of BullMQ. Its event loop has nothing to do but this: the tasks run elsewhere. */
export class RedisServer implements JobServing {
  readonly ready: Promise<void>;
  readonly #redis: RedisAccess;
  readonly #handler: JobHandler;
  readonly #settings: ServeSettings;
  readonly #client: Redis;
  readonly #subscriber: Redis;
  readonly #running: RunningJobs;
  readonly #worker: JobWorker;
  #watch: StallWatch | undefined;
  #beating: NodeJS.Timeout | undefined;
  #closed: Promise<void> | undefined;

  constructor(redis: RedisAccess, handler: JobHandler, settings: ServeSettings) {
    this.#redis = redis;
    this.#handler = handler;
    this.#settings = settings;
    this.#client = redis.clients.make();
    this.#subscriber = redis.clients.make();
    this.#running = new RunningJobs(redis.client, this.#subscriber, redis.keys, settings.onError);
    this.#worker = this.#makeWorker();
    this.ready = this.#open();
  }

  close(force: boolean): Promise<void> {
    this.#closed ??= this.#close(force);
    return this.#closed;
  }

  #makeWorker(): JobWorker {
    const { queue, prefix, lockDuration, stalledInterval, retain } = this.#redis.settings;
    const kept = { age: Math.ceil(Math.min(retain.milliseconds, 2 ** 40) / 1000), count: retain.count };
    const worker = new JobWorker(queue, (job: Job, token?: string) => this.#process(job, token as string), {
      ...{ connection: this.#client, prefix, lockDuration, stalledInterval, autorun: false },
      ...{ concurrency: this.#settings.concurrency, name: this.#settings.name },
      ...{ skipStalledCheck: true, maxStalledCount: endless, runRetryDelay: 500 },
      ...{ removeOnComplete: finite(kept), removeOnFail: finite(kept) },
    });
    worker.on('error', this.#settings.onError);
    worker.use(this.#redis);
    return worker;
  }

  async #open(): Promise<void> {
    await this.#running.open();
    await this.#worker.waitUntilReady();
    if (this.#closed !== undefined) return;
    this.#watch = this.#redis.watchStalls(() => this.#worker.backend.moveStalledJobsToWait());
    await this.#beat();
    await this.#announce();
    this.#beating = setInterval(() => void this.#beat().catch(this.#settings.onError), beat);
    this.#worker.run().catch(this.#settings.onError);
  }

  #beat(): Promise<unknown> {
    const { name, concurrency } = this.#settings;
    return runScript(this.#redis.client, 'fxServers', [this.#redis.keys.servers], [name, validity, concurrency]);
  }

  /** Those who count servers are to count anew. */
  #announce(): Promise<unknown> {
    return this.#redis.client.xadd(this.#redis.keys.of('events'), '*', 'event', servingEvent);
  }

  async #close(force: boolean): Promise<void> {
    clearInterval(this.#beating);
    await this.#worker.close(force);
    this.#watch?.stop();
    await this.#leave().catch(this.#settings.onError);
    for (const client of [this.#client, this.#subscriber]) this.#redis.clients.end(client);
  }

  async #leave(): Promise<void> {
    await this.#redis.client.hdel(this.#redis.keys.servers, this.#settings.name);
    await this.#announce();
  }

  /** One run of a job. Whatever it throws is an error of ours, since BullMQ acts on what an error is named. */
  async #process(job: Job, token: string): Promise<Json> {
    const id = job.id as string;
    const controller = this.#running.add(id);
    try {
      return await this.#run(job, await this.#begin(job, token, controller), controller);
    } finally {
      this.#running.delete(id, controller);
    }
  }

  /**
   * Puts down that the job begins. For a job that nobody has had before there is nothing to learn from the answer, which
   * would cost a third of the speed to wait for: the word goes ahead of the work, by the connection of its answer.
   */
  #begin(job: Job, token: string, controller: AbortController): number | Promise<number> {
    const begun = this.#putDown(job, token, controller);
    if (job.attemptsStarted > 1) return begun;
    begun.catch((error: unknown) => controller.abort(error));
    return 1;
  }

  async #putDown(job: Job, token: string, controller: AbortController): Promise<number> {
    const { keys } = this.#redis;
    const id = job.id as string;
    const args = [token, `${token}/${job.attemptsStarted}`, attemptsOf(job)];
    const [start, wish] = (await runScript(this.#client, 'fxBegin', [keys.job(id), keys.lock(id)], args)) as [
      number,
      string?,
    ];
    if (start === 0) throw failure({ kind: 'lost', reason: `the server of job ${id} died while it ran` }, false);
    if (start < 0) throw failure({ kind: 'lost', reason: `job ${id} was taken by another server` }, false);
    if (wish) controller.abort(reasonOf(wish));
    return start;
  }

  async #run(job: Job, start: number, { signal }: AbortController): Promise<Json> {
    const { name: task, data: payload } = job as { name: string; data: Json };
    const id = job.id as string;
    if (signal.aborted) throw new UnrecoverableError(cancelledReason);
    const attempts = attemptsOf(job);
    const progress = (told: Json): Promise<void> => this.#progress(job, told);
    const result = await this.#handler({ id, task, payload, start, attempts, signal, progress });
    if (result.ok) return this.#value(id, result);
    if (signal.aborted) throw failure({ kind: 'cancelled' }, false);
    throw failure(await this.#kept(id, result.end), result.again && start < attempts);
  }

  async #value(id: string, { end }: JobResult): Promise<Json> {
    if (end.kind !== 'answer') throw failure(end, false);
    return this.#redis.large.put(id, 'result', end.answer);
  }

  async #kept(id: string, end: JobEnd): Promise<JobEnd> {
    if (end.kind !== 'answer') return end;
    return { kind: 'answer', answer: await this.#redis.large.put(id, 'result', end.answer) };
  }

  async #progress(job: Job, told: Json): Promise<void> {
    await job.updateProgress((await this.#redis.large.put(job.id as string, 'progress', told)) as object);
  }
}

/** How a job ends that did not go well; `again`: unless it begins once more. */
function failure(end: JobEnd, again: boolean): Error {
  const reason = end.kind === 'cancelled' ? cancelledReason : failedReason(end);
  return again ? new Error(reason) : new UnrecoverableError(reason);
}

/** How often a job may begin. Its record may be anybody's. */
function attemptsOf(job: Job): number {
  const { attempts } = job.opts;
  return typeof attempts === 'number' && attempts > 0 ? attempts : 1;
}

function finite({ age, count }: { age: number; count: number }): { age: number; count?: number } {
  return Number.isFinite(count) ? { age, count } : { age };
}

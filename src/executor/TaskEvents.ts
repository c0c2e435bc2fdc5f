import type { SchedulerLike } from 'rxjs';
import type { EventBus } from '../events/EventBus.js';
import type { TaskEvent } from '../events/ExecutorEvent.js';
import type { Job, JobRun } from './Job.js';

/** Emits the events of an executor's tasks. Creates none while the events have no listener. */
export class TaskEvents {
  readonly #bus: EventBus;
  readonly #clock: SchedulerLike;

  constructor(bus: EventBus, clock: SchedulerLike) {
    this.#bus = bus;
    this.#clock = clock;
  }

  queued(job: Job): void {
    if (this.#bus.hasListeners) this.#emit('queued', job);
  }

  /** Also records in the job where and when it started, for its later events. */
  started(job: Job): void {
    if (!this.#bus.hasListeners) return;
    const { holder } = job;
    job.run = { worker: holder?.workerId, startedAt: holder?.taskStartedAt?.(job), endedAt: undefined };
    this.#emit('started', job, times(job.run));
  }

  progress(job: Job, value: unknown): void {
    if (this.#bus.hasListeners) this.#emit('progress', job, { value });
  }

  /** Emits `finished`, `failed` or `cancelled`. */
  settled(job: Job): void {
    if (!this.#bus.hasListeners) return;
    const type = job.state === 'CANCELLED' ? 'cancelled' : job.failed ? 'failed' : 'finished';
    this.#emit(type, job, { ...(job.failed && { error: job.outcome }), ...times(job.run) });
    job.run = undefined;
  }

  /** Emits the real end of a task whose job was settled while it ran. */
  stopped(job: Job, run: JobRun): void {
    if (this.#bus.hasListeners) this.#emit('stopped', job, times(run), run.worker);
  }

  #emit(
    type: TaskEvent['type'],
    job: Job,
    more?: Partial<TaskEvent>,
    worker = job.run?.worker ?? job.holder?.workerId,
  ): void {
    const { label } = job.options;
    this.#bus.emit({
      type,
      id: job.id,
      task: job.name,
      ...(label !== undefined && { label }),
      ...(worker !== undefined && { worker }),
      time: this.#clock.now(),
      ...more,
    });
  }
}

function times({ startedAt, endedAt }: Partial<JobRun> = {}): Partial<TaskEvent> {
  return { ...(startedAt !== undefined && { startedAt }), ...(endedAt !== undefined && { endedAt }) };
}

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
    const startedAt = holder?.taskStartedAt?.(job);
    job.run = { worker: holder?.workerId, startedAt, endedAt: undefined };
    this.#emit('started', job, times(startedAt, undefined));
  }

  progress(job: Job, value: unknown): void {
    if (this.#bus.hasListeners) this.#emit('progress', job, { value });
  }

  /** Emits `finished`, `failed` or `cancelled`. */
  settled(job: Job): void {
    if (!this.#bus.hasListeners) return;
    const { startedAt, endedAt } = job.run ?? {};
    const type = job.state === 'CANCELLED' ? 'cancelled' : job.failed ? 'failed' : 'finished';
    this.#emit(type, job, { ...(job.failed && { error: job.outcome }), ...times(startedAt, endedAt) });
    job.run = undefined;
  }

  /** Emits the real end of a task whose job was settled while it ran. */
  stopped(job: Job, { worker, startedAt, endedAt }: JobRun): void {
    if (!this.#bus.hasListeners) return;
    this.#emit('stopped', job, { ...(worker !== undefined && { worker }), ...times(startedAt, endedAt) });
  }

  #emit(type: TaskEvent['type'], job: Job, more?: Partial<TaskEvent>): void {
    const { label } = job.options;
    const worker = job.run?.worker ?? job.holder?.workerId;
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

function times(startedAt: number | undefined, endedAt: number | undefined): Partial<TaskEvent> {
  return { ...(startedAt !== undefined && { startedAt }), ...(endedAt !== undefined && { endedAt }) };
}

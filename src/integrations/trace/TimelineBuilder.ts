import { BoundedHistory } from '../../collections/BoundedHistory.js';
import type { ExecutorEvent, TaskEvent, UncaughtErrorEvent, WorkerEvent } from '../../events/ExecutorEvent.js';
import { formatError } from './formatError.js';
import type { TaskSpan, Timeline, UncaughtError, WorkerSpan } from './Timeline.js';

type Open<T> = { -readonly [K in keyof T]: T[K] };

/**
 * Builds a timeline from events. Keeps all tasks and workers that have not ended, and of those that have the newest up
 * to the limit.
 */
export class TimelineBuilder {
  readonly #from: number;
  readonly #open = new Map<number, Open<TaskSpan>>();
  readonly #ended: BoundedHistory<Open<TaskSpan>>;
  readonly #workers = new Map<number, Open<WorkerSpan>>();
  readonly #goneWorkers: BoundedHistory<WorkerSpan>;
  readonly #uncaughtErrors: BoundedHistory<UncaughtError>;

  constructor(from: number, limit: number) {
    this.#from = from;
    this.#ended = new BoundedHistory(limit);
    this.#goneWorkers = new BoundedHistory(limit);
    this.#uncaughtErrors = new BoundedHistory(limit);
  }

  add(event: ExecutorEvent): void {
    if ('id' in event) this.#addToTask(event);
    else if (event.type === 'uncaughtError') this.#uncaughtErrors.push(uncaughtError(event));
    else this.#addToWorker(event);
  }

  /** Returns the timeline so far. */
  timeline(to: number): Timeline {
    const copy = <T extends object>(span: T): T => ({ ...span });
    return {
      from: this.#from,
      to,
      tasks: [...this.#ended.all(), ...this.#open.values()].map(copy).sort((a, b) => a.id - b.id),
      workers: [...this.#goneWorkers.all(), ...[...this.#workers.values()].map(copy)].sort(
        (a, b) => a.worker - b.worker,
      ),
      uncaughtErrors: this.#uncaughtErrors.all(),
      dropped: this.#ended.dropped,
    };
  }

  #addToTask(event: TaskEvent): void {
    if (event.type === 'stopped') return this.#stop(event);
    const span = this.#taskOf(event);
    if (event.worker !== undefined) span.worker = event.worker;
    switch (event.type) {
      case 'queued':
        span.queued = event.time;
        return;
      case 'started':
        span.startedAt = event.startedAt ?? event.time;
        span.state = 'running';
        return;
      case 'progress':
        span.progress += 1;
        return;
      case 'finished':
      case 'failed':
      case 'cancelled':
        return this.#end(span, event, event.type);
    }
  }

  /** Records the real end of a task whose Future was settled before; its span may have been dropped already. */
  #stop({ id, startedAt, endedAt, time }: TaskEvent): void {
    const span = this.#ended.find((each) => each.id === id);
    if (span === undefined) return;
    span.startedAt = startedAt ?? span.startedAt;
    span.stopped = endedAt ?? time;
  }

  #taskOf({ id, task, label }: TaskEvent): Open<TaskSpan> {
    const known = this.#open.get(id);
    if (known !== undefined) return known;
    const span: Open<TaskSpan> = {
      id,
      task,
      label,
      worker: undefined,
      queued: undefined,
      startedAt: undefined,
      endedAt: undefined,
      stopped: undefined,
      state: 'queued',
      error: undefined,
      progress: 0,
    };
    this.#open.set(id, span);
    return span;
  }

  #end(span: Open<TaskSpan>, event: TaskEvent, state: 'finished' | 'failed' | 'cancelled'): void {
    if (event.startedAt !== undefined) span.startedAt = event.startedAt;
    span.endedAt = event.endedAt ?? event.time;
    span.state = state;
    if (state !== 'finished') span.error = formatError(event.error);
    this.#open.delete(span.id);
    this.#ended.push(span);
  }

  #addToWorker(event: WorkerEvent): void {
    const span = this.#workerOf(event);
    if (event.type === 'workerStarted') span.started = event.time;
    else if (event.type === 'workerReady') span.ready = event.time;
    else this.#endWorker(span, event);
  }

  #workerOf({ worker, workerName }: WorkerEvent): Open<WorkerSpan> {
    const known = this.#workers.get(worker);
    if (known !== undefined) return known;
    const name = workerName ?? `worker ${worker}`;
    const [started, ready, ended, end, error] = [undefined, undefined, undefined, undefined, undefined];
    const span: Open<WorkerSpan> = { worker, name, started, ready, ended, end, error };
    this.#workers.set(worker, span);
    return span;
  }

  #endWorker(span: Open<WorkerSpan>, event: WorkerEvent): void {
    span.ended = event.time;
    span.end = event.type === 'workerLost' ? 'lost' : 'retired';
    if (event.error !== undefined) span.error = formatError(event.error);
    this.#workers.delete(span.worker);
    this.#goneWorkers.push(span);
  }
}

function uncaughtError({ worker, time, error }: UncaughtErrorEvent): UncaughtError {
  return { worker, time, error: formatError(error) };
}

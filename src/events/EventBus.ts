import { type Observable, Subject } from 'rxjs';
import type { ExecutorEvent } from './ExecutorEvent.js';

/** Another consumer of the events, which may start and stop listening at any time, without notice. */
export interface EventForwarder {
  readonly listening: boolean;
  forward(event: ExecutorEvent): void;
}

/** Emits an executor's events. Emitters check `hasListeners` first, so that no event is created without a listener. */
export class EventBus {
  readonly #subject = new Subject<ExecutorEvent>();
  readonly #forwarder: EventForwarder | undefined;
  events: Observable<ExecutorEvent> = this.#subject.asObservable();

  constructor(forwarder?: EventForwarder) {
    this.#forwarder = forwarder;
  }

  get hasListeners(): boolean {
    return this.#subject.observed || this.#forwarder?.listening === true;
  }

  emit(event: ExecutorEvent): void {
    this.#subject.next(event);
    this.#forwarder?.forward(event);
  }

  /** Completes the events: the executor is shut down and its workers are gone. */
  complete(): void {
    this.#subject.complete();
  }
}

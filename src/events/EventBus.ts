import { type Observable, Subject } from 'rxjs';
import type { ExecutorEvent } from './ExecutorEvent.js';

/** Another listener, who comes and goes without telling. */
export interface EventForwarder {
  readonly listening: boolean;
  forward(event: ExecutorEvent): void;
}

/** Carries an executor's events. Whoever emits asks `heard` first, so that nothing is made for nobody. */
export class EventBus {
  readonly #subject = new Subject<ExecutorEvent>();
  readonly #echo: EventForwarder | undefined;
  readonly events: Observable<ExecutorEvent> = this.#subject.asObservable();

  constructor(echo?: EventForwarder) {
    this.#echo = echo;
  }

  get hasListeners(): boolean {
    return this.#subject.observed || this.#echo?.listening === true;
  }

  emit(event: ExecutorEvent): void {
    this.#subject.next(event);
    this.#echo?.forward(event);
  }

  /** Nothing comes any more: the executor is shut down and its workers are gone. */
  complete(): void {
    this.#subject.complete();
  }
}

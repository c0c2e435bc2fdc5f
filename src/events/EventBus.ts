import { type Observable, Subject } from 'rxjs';
import type { ExecutorEvent } from './ExecutorEvent.js';

/** Carries an executor's events. Whoever emits asks `heard` first, so that nothing is made for nobody. */
export class EventBus {
  readonly #subject = new Subject<ExecutorEvent>();
  readonly events: Observable<ExecutorEvent> = this.#subject.asObservable();

  get heard(): boolean {
    return this.#subject.observed;
  }

  emit(event: ExecutorEvent): void {
    this.#subject.next(event);
  }

  /** Nothing comes any more: the executor is shut down and its workers are gone. */
  complete(): void {
    this.#subject.complete();
  }
}

import { computed, type EffectCleanupRegisterFn, type Signal, signal, untracked } from '@angular/core';
import type { Future } from '../../future/Future.js';

/** The states of a request: those of Angular's `resource`, without its `local`. */
export type TaskResourceStatus = 'idle' | 'loading' | 'reloading' | 'resolved' | 'error';

/** The state of a request's task. While it is reloaded, the last value is kept. */
export interface Phase<R> {
  readonly status: TaskResourceStatus;
  /** A list of the value, or empty. */
  readonly value: readonly [R] | readonly [];
  readonly error: Error | undefined;
}

/** A request, the state of its task, and the latest progress value. */
interface State<Q, R, P> {
  readonly request: Q | undefined;
  readonly phase: Phase<R>;
  readonly progress: P | undefined;
}

const idle: Phase<never> = { status: 'idle', value: [], error: undefined };
const loading: Phase<never> = { status: 'loading', value: [], error: undefined };

/**
 * Follows a request that changes: one task runs at a time, that of the latest request. {@link phase} is that of the
 * current request at every moment, also before the effect that starts its task has run.
 */
export class TaskRequests<Q, R, P> {
  readonly #request: Signal<Q | undefined>;
  readonly #submit: (request: Exclude<Q, undefined>) => Future<R, P>;
  readonly #reloads = signal(0);
  readonly #state = signal<State<Q, R, P>>({ request: undefined, phase: idle, progress: undefined });
  #stop: (() => void) | undefined;

  constructor(request: () => Q | undefined, submit: (request: Exclude<Q, undefined>) => Future<R, P>) {
    this.#request = computed(request);
    this.#submit = submit;
  }

  readonly phase = computed((): Phase<R> => {
    const request = this.#request();
    const { request: known, phase } = this.#state();
    if (Object.is(request, known)) return phase;
    return isRequest(request) ? loading : idle;
  });

  readonly progress = computed(() => {
    const { request, progress } = this.#state();
    return Object.is(this.#request(), request) ? progress : undefined;
  });

  get #isRunning(): boolean {
    return isRunning(untracked(this.phase));
  }

  /** The body of the effect: starts the task of the current request, and stops it when there is another. */
  readonly follow = (onCleanup: EffectCleanupRegisterFn): void => {
    const request = this.#request();
    this.#reloads();
    onCleanup(() => this.#stop?.());
    untracked(() => {
      if (!isRequest(request)) this.#become(idle, undefined);
      else if (this.#isRunning) this.#start(request);
    });
  };

  reload(): boolean {
    const phase = untracked(this.phase);
    if (isRunning(phase) || !isRequest(untracked(this.#request))) return false;
    this.#become({ status: phase.value.length > 0 ? 'reloading' : 'loading', value: phase.value, error: undefined });
    this.#reloads.update((count) => count + 1);
    return true;
  }

  cancel(): boolean {
    const phase = untracked(this.phase);
    if (!isRunning(phase)) return false;
    this.#stop?.();
    this.#become({ ...phase, status: phase.value.length > 0 ? 'resolved' : 'idle' });
    return true;
  }

  #start(request: Exclude<Q, undefined>): void {
    this.#become(untracked(this.phase));
    let future: Future<R, P>;
    try {
      future = this.#submit(request);
    } catch (error) {
      return this.#become(failed(error));
    }
    const reports = future.progress.subscribe((progress) => this.#state.update((state) => ({ ...state, progress })));
    const outcome = future.subscribe({
      next: (value) => this.#become({ status: 'resolved', value: [value], error: undefined }, this.#state().progress),
      error: (error) => this.#become(failed(error), this.#state().progress),
    });
    this.#stop = () => {
      reports.unsubscribe();
      outcome.unsubscribe();
      future.abort();
      this.#stop = undefined;
    };
  }

  #become(phase: Phase<R>, progress?: P): void {
    this.#state.set({ request: untracked(this.#request), phase, progress });
  }
}

function isRequest<Q>(request: Q | undefined): request is Exclude<Q, undefined> {
  return request !== undefined;
}

function isRunning({ status }: Phase<unknown>): boolean {
  return status === 'loading' || status === 'reloading';
}

/** Returns the phase of a request whose task has failed; what is thrown need not be an Error. */
function failed(thrown: unknown): Phase<never> {
  const error = thrown instanceof Error ? thrown : new Error(String(thrown), { cause: thrown });
  return { status: 'error', value: [], error };
}

import { type Hello, hasSameVersion, isHello } from '../../protocol/handshake.js';
import type { WorkerEnd } from '../../protocol/Transport.js';
import { blockedBy, noHello, startFailure, uncaught } from './startFailure.js';
import type { WebWorkerSource } from './WebWorkerSource.js';

/** The outcome of a start. */
export interface StartListener {
  hello(hello: Hello): void;
  failed(end: WorkerEnd): void;
}

/**
 * Waits for a worker's hello. If none arrives in time, or the browser reports a failure without a reason, it finds the
 * reason.
 */
export class WorkerStart {
  readonly #source: WebWorkerSource;
  readonly #listener: StartListener;
  readonly #listening = new AbortController();
  readonly #stopTimer: () => void;
  #violation: SecurityPolicyViolationEvent | undefined;

  constructor(worker: Worker, source: WebWorkerSource, listener: StartListener) {
    const { startTimeout } = source;
    const { signal } = this.#listening;
    this.#source = source;
    this.#listener = listener;
    this.#stopTimer = source.startTimer(() => this.#fail(noHello(startTimeout)), startTimeout);
    worker.addEventListener('message', ({ data }) => this.#receive(data), { signal });
    worker.addEventListener('error', (event) => void this.#diagnose(event), { signal });
    globalThis.addEventListener('securitypolicyviolation', (event) => this.#recordViolation(event), { signal });
  }

  /** Stops waiting for the hello. */
  stop(): void {
    this.#stopTimer();
    this.#listening.abort();
  }

  #receive(data: unknown): void {
    if (!isHello(data)) return;
    if (!hasSameVersion(data)) return this.#fail(anotherVersion());
    this.stop();
    this.#listener.hello(data);
  }

  #recordViolation(event: SecurityPolicyViolationEvent): void {
    if (event.effectiveDirective === 'worker-src') this.#violation = event;
  }

  async #diagnose(event: Event): Promise<void> {
    this.stop();
    if (this.#violation !== undefined) this.#fail(blockedBy(this.#violation));
    else this.#fail(event instanceof ErrorEvent ? uncaught(event) : await startFailure(this.#source.make));
  }

  #fail(end: WorkerEnd): void {
    this.stop();
    this.#listener.failed(end);
  }
}

function anotherVersion(): WorkerEnd {
  const error = new Error("the worker's file was built with another version of rx-futures than the page");
  return { error, hopeless: true };
}

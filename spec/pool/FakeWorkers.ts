import { MemoryClaims } from '../../src/claims/MemoryClaims.js';
import type { HostMessage } from '../../src/protocol/messages/HostMessage.js';
import type { ResultsMessage } from '../../src/protocol/messages/ResultsMessage.js';
import type { TasksMessage } from '../../src/protocol/messages/TasksMessage.js';
import type { WorkerMessage } from '../../src/protocol/messages/WorkerMessage.js';
import type { StartTransport, TransportListener, WorkerEnd } from '../../src/protocol/Transport.js';

function slotsOf({ headers }: TasksMessage): number[] {
  return Array.from({ length: headers.length / 4 }, (_, task) => headers[task * 4] as number);
}

/**
 * The worker's side of a transport: it starts each task at once, reports what the spec has it report, and ends when it is
 * terminated, unless it is stuck.
 */
export class FakeWorker {
  readonly received: HostMessage[] = [];
  terminated = false;
  /** True if it ignores being terminated, as a thread inside a native call does. */
  stuck = false;
  readonly #listener: TransportListener;
  #claims: MemoryClaims | undefined;

  constructor(listener: TransportListener) {
    this.#listener = listener;
  }

  /** The slots of the tasks that it received. */
  get slots(): number[] {
    return this.received.flatMap((message) => (message.kind === 'tasks' ? slotsOf(message) : []));
  }

  receive(message: HostMessage): void {
    this.received.push(message);
    if (message.kind === 'init') this.#claims = new MemoryClaims(message.claims as SharedArrayBuffer);
    if (message.kind === 'tasks') for (const slot of slotsOf(message)) this.#claims?.start({ slot });
    if (message.kind === 'close') this.end();
  }

  report(message: WorkerMessage): void {
    this.#listener.message(message);
  }

  ready(): void {
    this.report({ kind: 'ready' });
  }

  /** Reports the results of the tasks in these slots: their slots' numbers. */
  finish(slots: readonly number[] = this.slots): void {
    const nothing = { failures: [], skipped: [], started: [], durations: [], times: [] };
    this.report({ kind: 'results', slots, values: slots, ...nothing } satisfies ResultsMessage);
  }

  end(end: WorkerEnd = {}): void {
    this.#listener.exit(end);
  }

  terminate(): void {
    this.terminated = true;
    if (!this.stuck) queueMicrotask(() => this.end());
  }
}

/** Starts {@link FakeWorker}s, or throws what the spec sets. */
export class FakeWorkers {
  readonly started: FakeWorker[] = [];
  /** The number of attempts to start one. */
  tries = 0;
  /** Thrown by each start. */
  refusal: Error | undefined;

  readonly start: StartTransport = (_identity, listener) => {
    this.tries += 1;
    if (this.refusal !== undefined) throw this.refusal;
    const worker = new FakeWorker(listener);
    this.started.push(worker);
    return {
      sharesMemory: true,
      clone: structuredClone,
      post: (message) => worker.receive(message),
      terminate: () => worker.terminate(),
    };
  };

  at(index: number): FakeWorker {
    const worker = this.started[index];
    if (worker === undefined)
      throw new Error(`only ${this.started.length} workers were started, wanted one at ${index}`);
    return worker;
  }
}

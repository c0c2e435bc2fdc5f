import type { HostMessage } from '../../src/protocol/messages/HostMessage.js';
import type { TasksMessage } from '../../src/protocol/messages/TasksMessage.js';
import type { StartTransport, Transport, TransportListener } from '../../src/protocol/Transport.js';

/** A transport without a worker: records what the host posts; the spec calls the listener in the worker's place. */
export class FakeTransport implements Transport {
  readonly sharesMemory: boolean;
  readonly clone = structuredClone;
  readonly posted: HostMessage[] = [];
  /** The signal of each call of `terminate`; `undefined` for none. */
  readonly terminations: (string | undefined)[] = [];
  listener!: TransportListener;

  constructor(sharesMemory = true) {
    this.sharesMemory = sharesMemory;
  }

  readonly start: StartTransport = (_worker, listener) => {
    this.listener = listener;
    return this;
  };

  post(message: HostMessage, transfer: readonly Transferable[]): void {
    if (message.kind === 'tasks') structuredClone(message.args, { transfer: [...transfer] });
    this.posted.push(message);
  }

  terminate(signal?: string): void {
    this.terminations.push(signal);
  }

  /** The kinds of the posted messages. */
  get kinds(): string[] {
    return this.posted.map(({ kind }) => kind);
  }

  /** The ids of the tasks in each message with tasks. */
  get batches(): number[][] {
    const batches = this.posted.filter((message): message is TasksMessage => message.kind === 'tasks');
    return batches.map(({ headers }) => Array.from(headers).filter((_, i) => i % 4 === 1));
  }
}

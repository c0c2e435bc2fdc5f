import type { WorkerMessage } from '../../src/protocol/messages/WorkerMessage.js';
import type { TransportListener, WorkerEnd } from '../../src/protocol/Transport.js';
import { until } from '../support/until.js';

/** A transport's listener that records what it receives. */
export class RecordingListener implements TransportListener {
  readonly messages: WorkerMessage[] = [];
  readonly messageErrors: unknown[] = [];
  readonly ends: WorkerEnd[] = [];

  message(message: WorkerMessage): void {
    this.messages.push(message);
  }

  messageError(error: unknown): void {
    this.messageErrors.push(error);
  }

  exit(end: WorkerEnd): void {
    this.ends.push(end);
  }

  /** Waits for a message of this kind, and returns the last one. */
  async received<K extends WorkerMessage['kind']>(kind: K): Promise<Extract<WorkerMessage, { kind: K }>> {
    const isOfKind = (each: WorkerMessage): each is Extract<WorkerMessage, { kind: K }> => each.kind === kind;
    await until(
      () => this.messages.some(isOfKind),
      () => `a message "${kind}" has arrived, among ${this.messages.map((each) => each.kind).join(', ')}`,
    );
    return this.messages.findLast(isOfKind) as Extract<WorkerMessage, { kind: K }>;
  }

  /** Waits for the values of so many succeeded tasks, and returns them in the order of arrival. */
  async values(count: number): Promise<unknown[]> {
    const values = (): unknown[] => this.messages.flatMap((each) => (each.kind === 'results' ? each.values : []));
    await until(() => values().length >= count, `${count} results have arrived`);
    return values();
  }

  /** Waits for the worker's end. */
  async ended(): Promise<WorkerEnd> {
    await until(() => this.ends.length > 0, 'the worker has ended');
    return this.ends[0] as WorkerEnd;
  }
}

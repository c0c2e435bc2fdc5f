import type { EventForwarder } from './EventBus.js';
import type { ExecutorEvent } from './ExecutorEvent.js';

/**
 * The message on the channels `rx-futures:task` and `rx-futures:worker` of `node:diagnostics_channel`: events of the
 * tasks of every executor in the process, and of its workers and their uncaught errors. No message is created without a
 * subscriber.
 */
export interface DiagnosticsMessage {
  /** The executor: the `threadNamePrefix` of a pool, or the class and a number. */
  readonly executor: string;
  readonly event: ExecutorEvent;
}

/** The part of Node's `diagnostics_channel` that this module uses. */
interface Channel {
  readonly hasSubscribers: boolean;
  publish(message: DiagnosticsMessage): void;
}

interface Channels {
  readonly task: Channel;
  readonly worker: Channel;
}

let channels: Channels | undefined;

/**
 * Returns a forwarder of an executor's events to the subscribers of the whole process; `undefined` on platforms without
 * diagnostics channels.
 */
export function diagnosticsOf(executor: string): EventForwarder | undefined {
  channels ??= openChannels();
  if (channels === undefined) return undefined;
  return new DiagnosticsEcho(executor, channels);
}

class DiagnosticsEcho implements EventForwarder {
  readonly #executor: string;
  readonly #task: Channel;
  readonly #worker: Channel;

  constructor(executor: string, { task, worker }: Channels) {
    this.#executor = executor;
    this.#task = task;
    this.#worker = worker;
  }

  get listening(): boolean {
    return this.#task.hasSubscribers || this.#worker.hasSubscribers;
  }

  forward(event: ExecutorEvent): void {
    const channel = 'id' in event ? this.#task : this.#worker;
    if (channel.hasSubscribers) channel.publish({ executor: this.#executor, event });
  }
}

function openChannels(): Channels | undefined {
  type Module = { channel(name: string): Channel };
  const { process } = globalThis as { process?: { getBuiltinModule?(name: string): Module | undefined } };
  const module = process?.getBuiltinModule?.('node:diagnostics_channel');
  return module && { task: module.channel('rx-futures:task'), worker: module.channel('rx-futures:worker') };
}

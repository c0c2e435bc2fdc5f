import {
  MessageChannel,
  type MessagePort,
  receiveMessageOnPort,
  Worker,
  type WorkerOptions,
} from 'node:worker_threads';
import { hostToWire } from '../../protocol/messages/HostMessage.js';
import { receiveChecked } from '../../protocol/messages/WorkerMessage.js';
import { flushed } from '../../protocol/node/threadPrinting.js';
import { postToPort } from '../../protocol/postToPort.js';
import type { Transport, TransportListener, WorkerEnd } from '../../protocol/Transport.js';
import type { WorkerIdentity } from '../../protocol/WorkerIdentity.js';
import { ThreadPrinting } from './ThreadPrinting.js';

/** The options of a thread. */
export interface ThreadOptions {
  /** The user's own worker file. */
  readonly file: string | undefined;
  /** The TypeScript loader of the host, for the thread to register as well. */
  readonly loader: string | undefined;
  /** The URL from which `import()` in inline functions resolves. */
  readonly main: string;
  readonly worker: Pick<WorkerOptions, 'env' | 'execArgv' | 'resourceLimits'>;
}

/** The property that marks a thread's `workerData` as those of a pool. */
const setupMark = 'rx-futures';

/** Returns true for the `workerData` of a pool's thread. */
export function isThreadSetup(data: unknown): boolean {
  return typeof data === 'object' && data !== null && Object.hasOwn(data, setupMark);
}

const entry = new URL('../../worker/node/thread.js', import.meta.url);

/**
 * Starts a worker thread and returns the host's end of its channel. The channel is separate from the thread's own, so
 * `parentPort` stays the user's, and a port closed by a task is noticed. Neither the thread nor the port keeps the
 * process alive; the executor does, while a Future is pending.
 */
export function startThread(identity: WorkerIdentity, options: ThreadOptions, listener: TransportListener): Transport {
  const { port1: port, port2: workerPort } = new MessageChannel();
  const { file, loader, main } = options;
  const workerData = { port: workerPort, file, loader, main, [setupMark]: true };
  const worker = makeWorker(port, entryFor(options), {
    ...options.worker,
    name: identity.name,
    workerData,
    transferList: [workerPort],
  });
  const printing = new ThreadPrinting(port);
  port.on('message', (wire) => {
    if (!printing.receive(wire)) receiveChecked(wire, listener);
  });
  port.on('messageerror', (error) => listener.messageError(error));
  port.on('close', () => void worker.terminate());
  watchEnd(worker, port, listener, printing);
  worker.unref();
  port.unref();
  return {
    sharesMemory: true,
    clone: structuredClone,
    post: (message, transfer) => postToPort(port, hostToWire(message), transfer),
    terminate: () => void worker.terminate(),
  };
}

/** Starts a thread; closes the port if the system refuses one. */
function makeWorker(port: MessagePort, entry: URL, options: WorkerOptions): Worker {
  try {
    return new Worker(entry, options);
  } catch (error) {
    port.close();
    throw error;
  }
}

/**
 * Returns the thread's entry point. A thread inherits Node's options of the program, also those that it would refuse in
 * `execArgv` (`--expose-gc`, `--title`). One of them makes it refuse a file as well: `--input-type`, which is meant for
 * code on the command line.
 */
function entryFor({ worker }: ThreadOptions): URL {
  const inherits = worker.execArgv === undefined && process.execArgv.some((each) => each.startsWith('--input-type'));
  return inherits ? new URL(`data:text/javascript,import(${encodeURIComponent(JSON.stringify(entry.href))})`) : entry;
}

function watchEnd(worker: Worker, port: MessagePort, listener: TransportListener, printing: ThreadPrinting): void {
  const end: { error?: unknown } = {};
  worker.on('error', (error) => {
    end.error = error;
  });
  worker.on('exit', (exitCode) => {
    deliverPending(port, listener);
    printing.end();
    port.close();
    listener.exit({ exitCode, ...end } satisfies WorkerEnd);
  });
}

/**
 * Delivers the messages that the thread posted before its end: they have arrived, but their events were not emitted
 * yet.
 */
function deliverPending(port: MessagePort, listener: TransportListener): void {
  while (deliverNext(port, listener));
}

/**
 * Delivers the next message; returns false if there is none. A message that cannot be decoded throws here, where no
 * event reports it.
 */
function deliverNext(port: MessagePort, listener: TransportListener): boolean {
  let received: { message: unknown } | undefined;
  try {
    received = receiveMessageOnPort(port);
  } catch (error) {
    listener.messageError(error);
    return true;
  }
  if (received === undefined) return false;
  if (received.message !== flushed) receiveChecked(received.message, listener);
  return true;
}

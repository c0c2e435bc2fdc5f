import type { Goodbye, Hello } from '../../protocol/handshake.js';
import type { HostMessage } from '../../protocol/messages/HostMessage.js';
import { hostToWire } from '../../protocol/messages/HostMessage.js';
import { workerFromWire } from '../../protocol/messages/WorkerMessage.js';
import { postToPort } from '../../protocol/postToPort.js';
import { isUndecoded, undecodedData } from '../../protocol/receivedData.js';
import type { Transport, TransportListener, WorkerEnd } from '../../protocol/Transport.js';
import { SlicedListener } from './SlicedListener.js';
import { uncaught } from './startFailure.js';
import type { WebWorkerSource } from './WebWorkerSource.js';
import { WorkerStart } from './WorkerStart.js';

/**
 * The host's end of a Web Worker's channel. Browsers report neither that a worker has started, nor why it has not, nor
 * that it has ended. So the worker posts a hello, a failed start is investigated, and the end is noticed by a Web Lock
 * that is released.
 */
export class WebWorkerTransport implements Transport {
  readonly sharesMemory = canShareMemory();
  readonly clone = (value: unknown): unknown => structuredClone(value);
  readonly #source: WebWorkerSource;
  readonly #listener: TransportListener;
  /** Messages posted before there is a port, copied at that moment. */
  readonly #early: HostMessage[] = [];
  readonly #terminate: () => void;
  readonly #start: WorkerStart;
  #port: MessagePort | undefined;
  #ended = false;
  /** True if the worker has sent anything since the last check. */
  #hasReceived = false;

  constructor(source: WebWorkerSource, listener: TransportListener) {
    this.#source = source;
    this.#listener = new SlicedListener(listener, (fn) => void source.startTimer(fn, 0));
    const worker = source.make();
    this.#terminate = worker.terminate.bind(worker);
    // the error fails Futures; the page would report it as uncaught, even that of a worker which is not needed any more
    worker.addEventListener('error', (event) => event.preventDefault());
    this.#start = new WorkerStart(worker, source, {
      hello: (hello) => this.#connect(worker, hello),
      failed: (end) => this.#end(end),
    });
  }

  post(message: HostMessage, transfer: readonly Transferable[]): void {
    if (this.#port === undefined) this.#early.push(structuredClone(message));
    else postToPort(this.#port, hostToWire(message), transfer);
  }

  terminate(): void {
    this.#end({});
  }

  #connect(worker: Worker, { port, lock, isolated }: Hello): void {
    if (this.sharesMemory && !isolated) return this.#end({ error: notIsolated(), hopeless: true });
    this.#port = port;
    port.onmessage = (event) => this.#receive(event);
    port.onmessageerror = () => this.#reportUndecoded();
    for (const message of this.#early) this.post(message, []);
    worker.addEventListener('error', (event) => this.#end(uncaught(event)));
    this.#watchLock(worker, lock);
  }

  #receive(event: MessageEvent): void {
    const data: unknown = event.data;
    if (isUndecoded(data)) return this.#reportUndecoded();
    this.#hasReceived = true;
    if ((data as Partial<Goodbye>).kind === 'goodbye') this.#end({});
    else this.#listener.message(workerFromWire(data));
  }

  #reportUndecoded(): void {
    this.#hasReceived = true;
    this.#listener.messageError(undecodedData());
  }

  /**
   * Waits for the worker's lock, which is released when the worker has ended. A call of `terminate()` by the page's own
   * code is noticed before that: Chromium lets a busy worker run on for two seconds.
   */
  #watchLock(worker: Worker, lock: string | undefined): void {
    const gone = (): void => this.#end({});
    worker.terminate = gone;
    if (lock !== undefined) navigator.locks.request(lock, gone).catch(gone);
  }

  #end(end: WorkerEnd): void {
    if (this.#ended) return;
    this.#ended = true;
    this.#start.stop();
    this.#terminate();
    this.#drain(end, performance.now() + longestDrain);
  }

  /**
   * Delivers the messages that have arrived before the worker's end. Chromium delivers a port's messages one by one and
   * runs other work in between, so two turns without a message show that there are no more. A terminated worker that
   * keeps sending is cut off after a second.
   */
  #drain(end: WorkerEnd, until: number, quietTurns = 0): void {
    this.#hasReceived = false;
    this.#source.startTimer(() => {
      const quiet = this.#hasReceived ? 0 : quietTurns + 1;
      if (quiet < 2 && performance.now() < until) return this.#drain(end, until, quiet);
      this.#port?.close();
      this.#listener.exit(end);
    }, 0);
  }
}

/** Milliseconds for which messages of an ended worker are delivered, since its Futures wait for its end. */
const longestDrain = 1000;

/**
 * Returns true if this realm may share memory with its workers: in a cross-origin isolated page (by its headers
 * Cross-Origin-Opener-Policy and Cross-Origin-Embedder-Policy), or on a platform without that requirement. It may exist and not
 * be allowed.
 */
function canShareMemory(): boolean {
  try {
    return globalThis.crossOriginIsolated !== false && new SharedArrayBuffer(0).byteLength === 0;
  } catch {
    return false;
  }
}

function notIsolated(): Error {
  return new Error('the page is isolated from other origins and the worker is not: a worker of a data: URL never is');
}

import type { Goodbye, Hello } from '../../protocol/handshake.js';
import { hostToWire } from '../../protocol/hostWire.js';
import type { HostMessage } from '../../protocol/messages.js';
import { postOver } from '../../protocol/postOver.js';
import { receivedData, undecodedData } from '../../protocol/receivedData.js';
import type { Transport, TransportListener, WorkerEnd } from '../../protocol/Transport.js';
import { receiveFromWorker } from '../../protocol/workerWire.js';
import { SlicedListener } from './SlicedListener.js';
import { notLoaded, uncaught } from './startFailure.js';
import type { WebWorkerSource } from './WebWorkerSource.js';
import { WorkerStart } from './WorkerStart.js';

/**
 * The near side of a Web Worker. Browsers say little of workers: not that one has started, not why it has not, and not
 * that it is gone. So it says hello, a failed start is looked into, and its end is noticed by a lock that becomes free.
 */
export class WebWorkerTransport implements Transport {
  readonly sharesMemory = canShareMemory();
  readonly clone = (value: unknown): unknown => structuredClone(value);
  readonly #source: WebWorkerSource;
  readonly #listener: TransportListener;
  /** What is said before there is a port, copied in that moment. */
  readonly #early: HostMessage[] = [];
  #terminate = (): void => {};
  #port: MessagePort | undefined;
  #start: WorkerStart | undefined;
  #ended = false;
  /** Whether it has said anything since somebody looked. */
  #heard = false;

  constructor(source: WebWorkerSource, listener: TransportListener) {
    this.#source = source;
    this.#listener = new SlicedListener(listener, (fn) => void source.startTimer(fn, 0));
    const worker = source.make();
    if (worker instanceof Promise) this.#await(worker);
    else this.#made(worker);
  }

  post(message: HostMessage, transfer: readonly Transferable[]): void {
    if (this.#port === undefined) this.#early.push(structuredClone(message));
    else postOver(this.#port, hostToWire(message), transfer);
  }

  terminate(): void {
    this.#end({});
  }

  /** Waits for a worker whose script is on its way; that may take no longer than the start itself. */
  #await(worker: Promise<Worker>): void {
    const { startTimer, startTimeout } = this.#source;
    const stop = startTimer(() => this.#end(notLoaded(startTimeout)), startTimeout);
    worker.finally(stop).then(this.#made, (error) => this.#end({ error }));
  }

  readonly #made = (worker: Worker): void => {
    if (this.#ended) return worker.terminate();
    this.#terminate = worker.terminate.bind(worker);
    // it goes to Futures; the page would report it as uncaught, even that of a worker which nobody wants any more
    worker.addEventListener('error', (event) => event.preventDefault());
    this.#start = new WorkerStart(worker, this.#source, {
      hello: (hello) => this.#connect(worker, hello),
      failed: (end) => this.#end(end),
    });
  };

  #connect(worker: Worker, { port, lock, isolated }: Hello): void {
    if (this.sharesMemory && !isolated) return this.#end({ error: notIsolated(), hopeless: true });
    this.#port = port;
    port.onmessage = (event) => this.#receive(event);
    port.onmessageerror = () => this.#hearUndecoded(undecodedData());
    for (const message of this.#early) this.post(message, []);
    worker.addEventListener('error', (event) => this.#end(uncaught(event)));
    this.#watchLife(worker, lock);
  }

  #receive(event: MessageEvent): void {
    let data: unknown;
    try {
      data = receivedData(event);
    } catch (error) {
      return this.#hearUndecoded(error);
    }
    this.#hear(data);
  }

  #hearUndecoded(error: unknown): void {
    this.#heard = true;
    this.#listener.messageError(error);
  }

  #hear(data: unknown): void {
    this.#heard = true;
    if ((data as Partial<Goodbye> | null)?.kind === 'goodbye') this.#end({});
    else receiveFromWorker(data, this.#listener);
  }

  /**
   * The worker's lock becomes free when it is gone. What the page's own code does to it is known before that: Chromium
   * lets a busy worker run on for two seconds.
   */
  #watchLife(worker: Worker, lock: string | undefined): void {
    const gone = (): void => this.#end({});
    worker.terminate = gone;
    if (lock !== undefined) navigator.locks.request(lock, gone).catch(gone);
  }

  #end(end: WorkerEnd): void {
    if (this.#ended) return;
    this.#ended = true;
    this.#start?.stop();
    this.#terminate();
    this.#hearOut(end, performance.now() + longestHearing);
  }

  /**
   * What has arrived from the worker is heard before its end. Chromium delivers a port's messages one by one and lets others
   * in between, so it takes two turns of silence to know that there are no more. One that was told to end and goes on
   * talking is not listened to for ever.
   */
  #hearOut(end: WorkerEnd, until: number, silent = 0): void {
    this.#heard = false;
    this.#source.startTimer(() => {
      const silence = this.#heard ? 0 : silent + 1;
      if (silence < 2 && performance.now() < until) return this.#hearOut(end, until, silence);
      this.#port?.close();
      this.#listener.exit(end);
    }, 0);
  }
}

/** Milliseconds in which a worker that has ended is heard out: what waits for its end is not to wait for long. */
const longestHearing = 1000;

/**
 * Whether this realm may share memory with its workers: a page that is isolated from other origins (by its headers
 * Cross-Origin-Opener-Policy and Cross-Origin-Embedder-Policy), or a platform that asks for no such thing.
 */
function canShareMemory(): boolean {
  return typeof SharedArrayBuffer === 'function' && globalThis.crossOriginIsolated !== false;
}

function notIsolated(): Error {
  return new Error('the page is isolated from other origins and the worker is not: a worker of a data: URL never is');
}

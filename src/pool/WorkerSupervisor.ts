import type { Subscription } from 'rxjs';
import { limitPassed } from '../errors/limitPassed.js';
import type { RunnerHost } from '../executor/Runner.js';
import type { InitMessage } from '../protocol/messages/InitMessage.js';
import type { StartTransport } from '../protocol/Transport.js';
import type { NamedWorker } from './brokenErrors.js';
import { taskSpec } from './FunctionRegistry.js';
import { checkInitArgs, initArgsError } from './initArgs.js';
import type { PoolSettings } from './PoolOptions.js';
import { PoolWorker, type PoolWorkerListener, workerName } from './PoolWorker.js';

/** Milliseconds that a worker without a finalizer has to exit by itself after the pool asked it to close. */
const closingGrace = 2000;

/** A worker whose start the platform refused at once. */
export interface RefusedStart {
  readonly worker: NamedWorker;
  readonly error: unknown;
}

/** Starts workers, closes those that are retiring or idle, and emits their events. */
export class WorkerSupervisor {
  /** The workers that are starting, serving or closing; a worker is removed once it has ended. */
  readonly workers: PoolWorker[] = [];
  readonly #settings: PoolSettings;
  readonly #host: RunnerHost;
  readonly #startTransport: StartTransport;
  readonly #listener: PoolWorkerListener;
  readonly #timers = new Map<PoolWorker, Subscription>();
  #lastId = -1;
  #closing = false;

  constructor(settings: PoolSettings, host: RunnerHost, start: StartTransport, listener: PoolWorkerListener) {
    this.#settings = settings;
    this.#host = host;
    this.#startTransport = start;
    this.#listener = {
      ...listener,
      ready: (worker) => {
        this.#ready(worker);
        listener.ready(worker);
      },
    };
  }

  /**
   * Starts a worker.
   *
   * @returns The error that the platform threw if it refused the start at once; then there is no worker.
   */
  start(): RefusedStart | undefined {
    const workerId = ++this.#lastId;
    const name = workerName(this.#settings, workerId);
    try {
      this.#add(new PoolWorker(workerId, this.#host, this.#settings, this.#startTransport, this.#listener));
      return undefined;
    } catch (error) {
      return { worker: { workerId, name }, error };
    }
  }

  /** Emits the events of a worker whose start was refused. */
  emitRefused(worker: NamedWorker, error: Error): void {
    this.#emit('workerStarted', worker);
    this.#emit('workerLost', worker, error);
  }

  #add(worker: PoolWorker): void {
    this.workers.push(worker);
    this.#emit('workerStarted', worker);
    this.#limitStart(worker);
    try {
      this.#initialize(worker);
    } catch (error) {
      worker.failStart(error, true);
    }
  }

  /** Closes each worker when its tasks have ended. */
  close(): void {
    this.#closing = true;
    for (const worker of [...this.workers]) this.settle(worker);
  }

  /**
   * Closes the worker if the pool closes or the worker retires, and it has no tasks; otherwise starts its idle timer if
   * it is idle.
   */
  settle(worker: PoolWorker): void {
    const { phase } = worker;
    if (this.#closing && phase === 'starting') return this.#endStart(worker);
    if (phase !== 'ready') return;
    if (!worker.unused) return this.#stopTimer(worker);
    if (this.#closing || worker.retiring) return this.#close(worker);
    const { idleTimeout } = this.#settings;
    if (idleTimeout === undefined || this.#timers.has(worker)) return;
    this.#timers.set(
      worker,
      this.#host.backgroundClock.schedule(() => this.#idleTooLong(worker), idleTimeout),
    );
  }

  /** Removes a worker that has ended; `lost` is the reason when it ended without the pool's request. */
  remove(worker: PoolWorker, lost: Error | undefined): void {
    this.#stopTimer(worker);
    this.workers.splice(this.workers.indexOf(worker), 1);
    if (lost === undefined) this.#emit('workerRetired', worker);
    else this.#emit('workerLost', worker, lost);
  }

  #ready(worker: PoolWorker): void {
    this.#stopTimer(worker);
    this.#emit('workerReady', worker);
  }

  #initialize(worker: PoolWorker): void {
    const { initArgs } = this.#settings;
    const { batcher, clone } = worker.connection;
    const message = this.#initMessage(worker);
    try {
      checkInitArgs(initArgs, clone);
      batcher.post(message);
    } catch (error) {
      throw initArgsError(initArgs, error, clone);
    }
  }

  #initMessage({ workerId, name, tasks }: PoolWorker): InitMessage {
    const { initializer, initArgs, finalizer, tasksPerWorker, maxWorkerMemory } = this.#settings;
    return {
      kind: 'init',
      worker: { id: workerId, name },
      ...tasks.memory,
      tasksPerWorker,
      ...(maxWorkerMemory !== undefined && { maxMemory: maxWorkerMemory }),
      initializer: initializer && taskSpec(initializer),
      initArgs,
      finalizer: finalizer && taskSpec(finalizer),
    };
  }

  #limitStart(worker: PoolWorker): void {
    const { initTimeout } = this.#settings;
    if (initTimeout === undefined) return;
    const expire = (): void => worker.failStart(limitPassed('initTimeout', initTimeout), true);
    this.#timers.set(worker, this.#host.clock.schedule(expire, initTimeout));
  }

  #idleTooLong(worker: PoolWorker): void {
    this.#timers.delete(worker);
    if (worker.idle && this.workers.length > this.#settings.minWorkers) this.#close(worker);
  }

  #close(worker: PoolWorker): void {
    this.#stopTimer(worker);
    const { finalizer, finalizerTimeout } = this.#settings;
    const limit = finalizer === undefined ? closingGrace : finalizerTimeout;
    worker.connection.close();
    if (limit === undefined) return;
    this.#timers.set(
      worker,
      this.#host.backgroundClock.schedule(() => this.#closingTooLong(worker, limit), limit),
    );
  }

  /** Kills a worker that is starting. With a finalizer it may become ready first: its initializer may have opened something. */
  #endStart(worker: PoolWorker): void {
    const { finalizer, finalizerTimeout } = this.#settings;
    const kill = (): void => worker.connection.kill();
    if (finalizer === undefined) return kill();
    if (finalizerTimeout === undefined || this.#timers.has(worker)) return;
    this.#timers.set(worker, this.#host.backgroundClock.schedule(kill, finalizerTimeout));
  }

  #closingTooLong({ workerId, connection }: PoolWorker, limit: number): void {
    const { bus, clock } = this.#host;
    connection.kill();
    if (this.#settings.finalizer === undefined || !bus.hasListeners) return;
    const error = limitPassed('initTimeout', limit, `the finalizer did not end within initTimeout of ${limit} ms`);
    bus.emit({ type: 'uncaughtError', worker: workerId, error, time: clock.now() });
  }

  #stopTimer(worker: PoolWorker): void {
    if (this.#timers.size === 0) return;
    this.#timers.get(worker)?.unsubscribe();
    this.#timers.delete(worker);
  }

  #emit(
    type: 'workerStarted' | 'workerReady' | 'workerLost' | 'workerRetired',
    worker: NamedWorker,
    error?: Error,
  ): void {
    const { bus, clock } = this.#host;
    if (!bus.hasListeners) return;
    bus.emit({
      type,
      worker: worker.workerId,
      workerName: worker.name,
      ...(error !== undefined && { error }),
      time: clock.now(),
    });
  }
}

/** The members of a dedicated worker's global scope that are used here. */
export interface WorkerScope {
  postMessage(message: unknown, transfer: Transferable[]): void;
  close(): void;
  addEventListener(type: 'error', listener: (event: ErrorEvent) => void): void;
  addEventListener(type: 'unhandledrejection', listener: (event: PromiseRejectionEvent) => void): void;
}

/**
 * Returns the global scope of a dedicated Web Worker; `undefined` elsewhere: in a page, in Node, in a service worker.
 */
export function workerScope(): WorkerScope | undefined {
  const { DedicatedWorkerGlobalScope: Scope } = globalThis as { DedicatedWorkerGlobalScope?: unknown };
  if (typeof Scope !== 'function' || !(globalThis instanceof Scope)) return undefined;
  return globalThis as unknown as WorkerScope;
}

/** What is of use here of a dedicated worker's global scope. */
export interface WorkerScope {
  postMessage(message: unknown, transfer: Transferable[]): void;
  close(): void;
  addEventListener(type: 'error', listener: (event: ErrorEvent) => void): void;
  addEventListener(type: 'unhandledrejection', listener: (event: PromiseRejectionEvent) => void): void;
}

/** The global scope, if this is a dedicated Web Worker: not a page, not Node, not a service worker. */
export function workerScope(): WorkerScope | undefined {
  const { DedicatedWorkerGlobalScope: Scope } = globalThis as { DedicatedWorkerGlobalScope?: unknown };
  if (typeof Scope !== 'function' || !(globalThis instanceof Scope)) return undefined;
  return globalThis as unknown as WorkerScope;
}

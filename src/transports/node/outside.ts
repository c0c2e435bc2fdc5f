import { AsyncLocalStorage } from 'node:async_hooks';

/**
 * Runs a function outside of whatever asynchronous context there is just now. A worker is started by the request that needs
 * it first and serves all the others: were it made in the context of that one, everything it answers would be called back
 * there, and the stores of that request would live as long as the worker.
 */
export const outside: <R>(fn: () => R) => R = AsyncLocalStorage.snapshot();

import { AsyncLocalStorage } from 'node:async_hooks';

/**
 * Runs a function outside of the current asynchronous context. A worker is started by the request that needs it first
 * and serves all others: if it were made in the context of that request, all its results would be delivered there, and
 * the request's stores would live as long as the worker.
 */
export const outside: <R>(fn: () => R) => R = AsyncLocalStorage.snapshot();

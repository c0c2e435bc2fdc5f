import { AsyncLocalStorage } from 'node:async_hooks';
import { realm } from '../../protocol/realm.js';

/**
 * Tracks the code that runs in the course of loading a module: its own code, that of its imports, and what these start,
 * also when it continues after the module has been loaded (`async function main() { … }`).
 */
const context = new AsyncLocalStorage<string>();
let loads = 0;

realm.moduleLoading = () => context.getStore();

/**
 * Imports a module for a worker. Tracking its code across `await` slows every promise down in Node before version 24,
 * so it stops after the load unless the code can make pools at all.
 */
export async function loadModule(url: string): Promise<Record<string, unknown>> {
  loads += 1;
  try {
    return await context.run(url, () => import(url) as Promise<Record<string, unknown>>);
  } finally {
    loads -= 1;
    if (loads === 0 && realm.canMakePools !== true) context.disable();
  }
}

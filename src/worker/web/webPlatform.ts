import { realm } from '../../protocol/realm.js';
import { compileInline } from '../compileInline.js';
import type { WorkerPlatform } from '../WorkerPlatform.js';
import { importText } from './importText.js';

const { performance } = globalThis;

/** The module that is being loaded, or was the last. */
let loading: string | undefined;
let loads = 0;

async function importModule(url: string): Promise<Record<string, unknown>> {
  loading = url;
  loads += 1;
  try {
    return await import(/* @vite-ignore */ /* webpackIgnore: true */ url);
  } finally {
    loads -= 1;
  }
}

/** A browser, as a Web Worker sees it; `exit` is the worker's own affair. */
export function webPlatform(exit: () => void): WorkerPlatform {
  // Nothing follows code across `await` here: what no task does while a module is loaded counts as done by that module.
  realm.moduleLoading = () => (loads > 0 && realm.currentCall?.() === undefined ? loading : undefined);
  return {
    timeOrigin: performance.timeOrigin,
    now: () => performance.now(),
    yieldToEventLoop: makeNextTurn(),
    exit,
    compile: (source, name) => compileInline(source, name, importText),
    importModule,
  };
}

/** A message to oneself lets those in that have arrived. Timers would wait, four milliseconds from the fifth in a row. */
function makeNextTurn(): (fn: () => void) => void {
  const { port1, port2 } = new MessageChannel();
  const waiting: (() => void)[] = [];
  port1.onmessage = () => waiting.shift()?.();
  return (fn) => {
    waiting.push(fn);
    port2.postMessage(0);
  };
}

import { realm } from '../../protocol/realm.js';
import { compileInline, shims, sourceUrl } from '../compileInline.js';
import { isFetchFailure } from '../isFetchFailure.js';
import type { WorkerPlatform } from '../WorkerPlatform.js';
import { importSource } from './importSource.js';

const { performance } = globalThis;

/** The module that is being loaded, or the last one. */
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

/** Returns a browser's platform for a Web Worker; `exit` ends the worker. */
export function webPlatform(exit: () => void): WorkerPlatform {
  // Browsers cannot track code across `await`: code outside of tasks that runs while a module is loading counts as that
  // module's.
  realm.moduleLoading = () => (loads > 0 && realm.currentCall?.() === undefined ? loading : undefined);
  return {
    timeOrigin: performance.timeOrigin,
    now: () => performance.now(),
    yieldToEventLoop: makeYieldToEventLoop(),
    exit,
    compile: (source, name) => compileInline(source, (expression) => evaluate(expression, name)),
    importModule,
    isMissing: isFetchFailure,
  };
}

/** Evaluates the expression as a module, which is strict code and can import whole URLs. */
async function evaluate(expression: string, name: string): Promise<unknown> {
  const { default: value } = await importSource(`${shims}export default ${expression}${sourceUrl(name)}`);
  return value;
}

/**
 * Returns a function that runs another in the next turn of the event loop, by a message to this realm: messages that
 * have arrived come first. Timers would be delayed by four milliseconds from the fifth nested one on.
 */
function makeYieldToEventLoop(): (fn: () => void) => void {
  const { port1, port2 } = new MessageChannel();
  const waiting: (() => void)[] = [];
  port1.onmessage = () => waiting.shift()?.();
  return (fn) => {
    waiting.push(fn);
    port2.postMessage(0);
  };
}

import { compileInline } from '../compileInline.js';
import type { WorkerPlatform } from '../WorkerPlatform.js';
import { importText } from './importText.js';

const { performance } = globalThis;

/** A browser, as a Web Worker sees it; `exit` is the worker's own affair. */
export function webPlatform(exit: () => void): WorkerPlatform {
  return {
    timeOrigin: performance.timeOrigin,
    now: () => performance.now(),
    nextTurn: makeNextTurn(),
    exit,
    compile: (source, name) => compileInline(source, name, importText),
    importModule: (url) => import(/* @vite-ignore */ /* webpackIgnore: true */ url),
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

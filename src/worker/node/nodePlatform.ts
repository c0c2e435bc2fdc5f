import { compileInline } from '../compileInline.js';
import type { WorkerPlatform } from '../WorkerLoop.js';
import { explainTypeScript } from './typeScriptFiles.js';

const { setImmediate, performance } = globalThis;

/** Node, as a worker sees it. */
export const nodePlatform: WorkerPlatform = {
  timeOrigin: performance.timeOrigin,
  now: () => performance.now(),
  nextTurn: (fn) => void setImmediate(fn),
  exit: (code) => process.exit(code),
  compile: (source, name) =>
    compileInline(source, name, (code) => import(`data:text/javascript,${encodeURIComponent(code)}`)),
  async importModule(url) {
    try {
      return (await import(url)) as Record<string, unknown>;
    } catch (error) {
      throw explainTypeScript(url, error);
    }
  },
};

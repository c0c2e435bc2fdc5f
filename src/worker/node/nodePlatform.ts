import type { WorkerPlatform } from '../WorkerLoop.js';
import { compileInline } from './compileInline.js';
import { importTypeScript, isUnknownTypeScript } from './typeScriptFiles.js';

const { setImmediate, performance } = globalThis;

/** Node, as a worker sees it. */
export function nodePlatform(loader: string | undefined): WorkerPlatform {
  return {
    now: () => performance.now(),
    nextTurn: (fn) => void setImmediate(fn),
    exit: (code) => process.exit(code),
    compile: compileInline,
    async importModule(url) {
      try {
        return (await import(url)) as Record<string, unknown>;
      } catch (error) {
        if (!isUnknownTypeScript(error)) throw error;
        return importTypeScript(url, loader, error);
      }
    },
  };
}

import { getHeapStatistics } from 'node:v8';
import { isMainThread } from 'node:worker_threads';
import { compileInline } from '../compileInline.js';
import { isMissingModule } from '../isMissingModule.js';
import type { WorkerPlatform } from '../WorkerPlatform.js';
import { evaluateInline } from './inlineScript.js';
import { loadModule } from './loadModule.js';
import { explainTypeScript } from './typeScriptFiles.js';

const { setImmediate, performance } = globalThis;

/**
 * Returns the memory of this thread: its heap, and the memory outside of it that the heap refers to, such as buffers.
 */
function threadMemory(): number {
  const { used_heap_size, external_memory } = getHeapStatistics();
  return used_heap_size + external_memory;
}

/**
 * Returns Node as a worker's platform.
 *
 * @param main - The URL of the program's main file, from which `import()` in an inline function resolves.
 */
export function nodePlatform(main: string): WorkerPlatform {
  return {
    timeOrigin: performance.timeOrigin,
    now: () => performance.now(),
    yieldToEventLoop: (fn) => void setImmediate(fn),
    exit: (code) => process.exit(code),
    memory: isMainThread ? () => process.memoryUsage.rss() : threadMemory,
    compile: (source, name) => compileInline(source, (expression) => evaluateInline(expression, name, main)),
    importModule,
    isMissing: isMissingModule,
  };
}

async function importModule(url: string): Promise<Record<string, unknown>> {
  try {
    return await loadModule(url);
  } catch (error) {
    throw explainTypeScript(url, error);
  }
}

import { isAbsolute } from 'node:path';
import { pathToFileURL } from 'node:url';
import { describe, own } from '../executor/checkOptions.js';
import type { ThreadOptions } from '../transports/node/threadTransport.js';

/** The options that only threads have, checked. */
export function checkThreadOptions(options: object): Pick<ThreadOptions, 'file' | 'worker'> {
  const env = checkObject(own(options, 'env'), 'env') as NodeJS.ProcessEnv | undefined;
  const resourceLimits = checkObject(own(options, 'resourceLimits'), 'resourceLimits');
  const execArgv = checkTexts(own(options, 'execArgv'), 'execArgv') ?? inheritedArgv();
  return {
    file: fileUrl(own(options, 'worker')),
    worker: {
      ...(env !== undefined && { env }),
      ...(resourceLimits !== undefined && { resourceLimits }),
      ...(execArgv !== undefined && { execArgv }),
    },
  };
}

function fileUrl(file: unknown): string | undefined {
  if (file === undefined) return undefined;
  if (file instanceof URL) return file.href;
  if (typeof file !== 'string') throw new TypeError(`worker must be a URL or its text, got ${describe(file)}`);
  if (isAbsolute(file)) return pathToFileURL(file).href;
  if (URL.canParse(file)) return file;
  throw new TypeError(
    `worker must be an absolute URL or path, got "${file}": write new URL("${file}", import.meta.url)`,
  );
}

function checkObject(value: unknown, name: string): object | undefined {
  if (value === undefined || (typeof value === 'object' && value !== null && !Array.isArray(value))) return value;
  throw new TypeError(`${name} must be an object, got ${describe(value)}`);
}

function checkTexts(value: unknown, name: string): string[] | undefined {
  if (value === undefined) return undefined;
  if (Array.isArray(value) && value.every((each) => typeof each === 'string')) return value;
  throw new TypeError(`${name} must be an array of texts, got ${describe(value)}`);
}

/**
 * `node --input-type=module -e …` is about the text on the command line; a thread, which has a file, would refuse it.
 * `undefined` lets a thread inherit what the program was started with.
 */
function inheritedArgv(): string[] | undefined {
  const { execArgv } = process;
  const kept = execArgv.filter((each, i) => !each.startsWith('--input-type') && execArgv[i - 1] !== '--input-type');
  return kept.length === execArgv.length ? undefined : kept;
}

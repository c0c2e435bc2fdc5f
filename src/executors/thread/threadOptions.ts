import { type ResourceLimits, SHARE_ENV } from 'node:worker_threads';
import { checkPositiveCount } from '../../options/checks.js';
import { describe } from '../../options/describe.js';
import { type Given, type OptionsTaker, readOptions, type Schema } from '../../options/readOptions.js';
import { poolSchema } from '../../pool/PoolOptions.js';
import type { ThreadOptions } from '../../transports/node/threadTransport.js';
import { checkObject, checkStrings, checkWorkerFile } from '../node/checkNodeOptions.js';

const limitsSchema = {
  maxOldGenerationSizeMb: checkMegabytes,
  maxYoungGenerationSizeMb: checkMegabytes,
  codeRangeSizeMb: checkMegabytes,
  stackSizeMb: checkMegabytes,
} satisfies Schema<ResourceLimits>;
const limitsTaker: OptionsTaker = {
  name: 'resourceLimits',
  write: '{ resourceLimits: { maxOldGenerationSizeMb: 64 } }',
};

/** The checks of all options of a pool of threads. */
export const threadSchema = {
  ...poolSchema,
  worker: checkWorkerFile,
  maxWorkerMemory: checkPositiveCount,
  resourceLimits: checkResourceLimits,
  execArgv: checkStrings,
  env: checkEnv,
} as const;

/** Returns the settings that only threads have. */
export function threadSettings(given: Given<typeof threadSchema>): Pick<ThreadOptions, 'file' | 'worker'> {
  const { worker, env, resourceLimits, execArgv } = given;
  return {
    file: worker,
    worker: {
      ...(env !== undefined && { env }),
      ...(resourceLimits !== undefined && { resourceLimits }),
      ...(execArgv !== undefined && { execArgv }),
    },
  };
}

/** Node ignores a name that it does not know, and takes 0 and NaN for no limit. */
function checkResourceLimits(value: unknown, name: string): ResourceLimits {
  return readOptions(value, limitsSchema, { ...limitsTaker, within: `${name}.` });
}

function checkEnv(value: unknown, name: string): NodeJS.ProcessEnv | typeof SHARE_ENV {
  return value === SHARE_ENV ? value : definedOnly(checkObject(value, name) as NodeJS.ProcessEnv);
}

/** A Worker turns `undefined` into the string 'undefined'; a child process omits the variable, and so do threads here. */
function definedOnly(env: NodeJS.ProcessEnv): NodeJS.ProcessEnv {
  return Object.fromEntries(Object.entries(env).filter(([, value]) => value !== undefined));
}

function checkMegabytes(value: unknown, name: string): number {
  if (typeof value !== 'number') throw new TypeError(`${name} must be a number of megabytes, got ${describe(value)}`);
  if (value > 0) return value;
  throw new RangeError(`${name} must be more than 0 megabytes, got ${value}`);
}

import { SHARE_ENV } from 'node:worker_threads';
import { checkPositiveCount } from '../../options/checks.js';
import type { Given } from '../../options/readOptions.js';
import { poolSchema } from '../../pool/PoolOptions.js';
import type { ThreadOptions } from '../../transports/node/threadTransport.js';
import { checkObject, checkStrings, checkWorkerFile } from '../node/checkNodeOptions.js';

/** The checks of all options of a pool of threads. */
export const threadSchema = {
  ...poolSchema,
  worker: checkWorkerFile,
  maxWorkerMemory: checkPositiveCount,
  resourceLimits: checkObject,
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

function checkEnv(value: unknown, name: string): NodeJS.ProcessEnv | typeof SHARE_ENV {
  return value === SHARE_ENV ? value : (checkObject(value, name) as NodeJS.ProcessEnv);
}

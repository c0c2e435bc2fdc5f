import { SHARE_ENV } from 'node:worker_threads';
import { own } from '../executor/checkOptions.js';
import type { ThreadOptions } from '../transports/node/threadTransport.js';
import { checkObject, checkTexts, checkWorkerFile } from './checkNodeOptions.js';

/** The options that only threads have, checked. */
export function checkThreadOptions(options: object): Pick<ThreadOptions, 'file' | 'worker'> {
  const env = checkEnv(own(options, 'env'));
  const resourceLimits = checkObject(own(options, 'resourceLimits'), 'resourceLimits');
  const execArgv = checkTexts(own(options, 'execArgv'), 'execArgv');
  return {
    file: checkWorkerFile(own(options, 'worker')),
    worker: {
      ...(env !== undefined && { env }),
      ...(resourceLimits !== undefined && { resourceLimits }),
      ...(execArgv !== undefined && { execArgv }),
    },
  };
}

function checkEnv(env: unknown): NodeJS.ProcessEnv | typeof SHARE_ENV | undefined {
  return env === SHARE_ENV ? env : (checkObject(env, 'env') as NodeJS.ProcessEnv | undefined);
}

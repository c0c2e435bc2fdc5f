import { own } from '../executor/checkOptions.js';
import type { ThreadOptions } from '../transports/node/threadTransport.js';
import { checkObject, checkTexts, checkWorkerFile } from './checkNodeOptions.js';
import { withoutInputType } from './inheritedArgv.js';

/** The options that only threads have, checked. */
export function checkThreadOptions(options: object): Pick<ThreadOptions, 'file' | 'worker'> {
  const env = checkObject(own(options, 'env'), 'env') as NodeJS.ProcessEnv | undefined;
  const resourceLimits = checkObject(own(options, 'resourceLimits'), 'resourceLimits');
  const execArgv = checkTexts(own(options, 'execArgv'), 'execArgv') ?? inheritedArgv();
  return {
    file: checkWorkerFile(own(options, 'worker')),
    worker: {
      ...(env !== undefined && { env }),
      ...(resourceLimits !== undefined && { resourceLimits }),
      ...(execArgv !== undefined && { execArgv }),
    },
  };
}

/** `undefined` lets a thread inherit what the program was started with; it would refuse some of what stands in a list. */
function inheritedArgv(): string[] | undefined {
  const kept = withoutInputType(process.execArgv);
  return kept.length === process.execArgv.length ? undefined : kept;
}

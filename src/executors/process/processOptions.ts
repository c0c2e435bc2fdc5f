import { SHARE_ENV } from 'node:worker_threads';
import { checkPositiveCount } from '../../options/checks.js';
import type { Given } from '../../options/readOptions.js';
import { poolSchema } from '../../pool/PoolOptions.js';
import type { ProcessOptions } from '../../transports/node/processTransport.js';
import { checkObject, checkPath, checkStrings, checkWorkerFile } from '../node/checkNodeOptions.js';
import { withoutProgram } from '../node/inheritedArgv.js';
import { loaderIn } from '../node/typeScriptLoader.js';

/** The checks of all options of a pool of processes. */
export const processSchema = {
  ...poolSchema,
  worker: checkWorkerFile,
  maxWorkerMemory: checkPositiveCount,
  execPath: checkPath,
  execArgv: checkStrings,
  env: checkEnv,
  cwd: checkPath,
} as const;

/** Returns the settings that only child processes have. */
export function processSettings(given: Given<typeof processSchema>): Omit<ProcessOptions, 'claims' | 'main'> {
  const { worker, env, cwd, execPath, execArgv = withoutProgram(process.execArgv) } = given;
  return {
    file: worker,
    loader: loaderFor(execArgv, env ?? process.env),
    cwd,
    fork: {
      execArgv,
      ...(env !== undefined && { env }),
      ...(execPath !== undefined && { execPath }),
    },
  };
}

function checkEnv(value: unknown, name: string): NodeJS.ProcessEnv {
  if (value !== SHARE_ENV) return checkObject(value, name) as NodeJS.ProcessEnv;
  throw new TypeError(
    `${name} must be an object, got SHARE_ENV: only threads can share the environment of the program`,
  );
}

/** Returns the TypeScript loader of this program, unless the child inherits it by its command line. */
function loaderFor(execArgv: readonly string[], env: NodeJS.ProcessEnv): string | undefined {
  const inherited = loaderIn(execArgv, env) !== undefined;
  return inherited ? undefined : loaderIn(process.execArgv, process.env);
}

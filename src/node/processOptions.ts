import { SHARE_ENV } from 'node:worker_threads';
import { own } from '../executor/checkOptions.js';
import type { ProcessOptions } from '../transports/node/processTransport.js';
import { checkObject, checkPath, checkTexts, checkWorkerFile } from './checkNodeOptions.js';
import { withoutProgram } from './inheritedArgv.js';
import { loaderIn } from './typeScriptLoader.js';

/** The options that only child processes have, checked. */
export function checkProcessOptions(options: object): Omit<ProcessOptions, 'claims'> {
  const env = checkEnv(own(options, 'env'));
  const cwd = checkPath(own(options, 'cwd'), 'cwd');
  const execPath = checkPath(own(options, 'execPath'), 'execPath');
  const execArgv = checkTexts(own(options, 'execArgv'), 'execArgv') ?? withoutProgram(process.execArgv);
  return {
    file: checkWorkerFile(own(options, 'worker')),
    loader: loaderFor(execArgv, env ?? process.env),
    cwd,
    fork: {
      execArgv,
      ...(env !== undefined && { env }),
      ...(execPath !== undefined && { execPath }),
    },
  };
}

function checkEnv(env: unknown): NodeJS.ProcessEnv | undefined {
  if (env !== SHARE_ENV) return checkObject(env, 'env') as NodeJS.ProcessEnv | undefined;
  throw new TypeError('env must be an object, got SHARE_ENV: only threads can share the environment of the program');
}

/** The TypeScript loader of this program, unless the child is given it on its command line. */
function loaderFor(execArgv: readonly string[], env: NodeJS.ProcessEnv): string | undefined {
  const inherited = loaderIn(execArgv, env) !== undefined;
  return inherited ? undefined : loaderIn(process.execArgv, process.env);
}

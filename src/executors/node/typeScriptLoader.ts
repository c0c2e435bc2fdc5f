import { createRequire } from 'node:module';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';

/**
 * The module that registers tsx, when a program with this command line and environment runs under it. A thread inherits
 * both but not the loader: tsx leaves worker threads of older Nodes alone.
 */
export function loaderIn(execArgv: readonly string[], env: NodeJS.ProcessEnv): string | undefined {
  const { NODE_OPTIONS = '' } = env;
  for (const argument of [...execArgv, ...NODE_OPTIONS.split(/\s+/)]) {
    const loader = apiOfFile(argument) ?? apiOfPackage(argument);
    if (loader !== undefined) return loader;
  }
  return undefined;
}

/** As the command `tsx` names it: by the address of a file of its own. */
function apiOfFile(argument: string): string | undefined {
  const folder = /(?:^|=)(file:\/\/\S+\/tsx\/dist\/)\S+$/.exec(argument)?.[1];
  return folder === undefined ? undefined : new URL('esm/api/index.mjs', folder).href;
}

/** As people name it: `--import tsx`, found as Node finds it, from where the program was started. */
function apiOfPackage(argument: string): string | undefined {
  if (!/^(--(import|loader|experimental-loader)=)?tsx(\/esm)?$/.test(argument)) return undefined;
  try {
    const home = createRequire(join(process.cwd(), 'main.js')).resolve('tsx/package.json');
    return new URL('dist/esm/api/index.mjs', pathToFileURL(home)).href;
  } catch {
    return undefined;
  }
}

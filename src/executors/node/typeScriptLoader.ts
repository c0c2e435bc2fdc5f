import { createRequire } from 'node:module';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';

/**
 * Returns the module that registers tsx, if a program with this command line and environment runs under it. A thread
 * inherits both but not the loader: tsx does not register itself in worker threads of older Node versions.
 */
export function loaderIn(execArgv: readonly string[], env: NodeJS.ProcessEnv): string | undefined {
  const { NODE_OPTIONS = '' } = env;
  for (const argument of [...execArgv, ...NODE_OPTIONS.split(/\s+/)]) {
    const loader = apiOfFile(argument) ?? apiOfPackage(argument);
    if (loader !== undefined) return loader;
  }
  return undefined;
}

/** Returns the module for the form that the command `tsx` uses: the URL of one of its files. */
function apiOfFile(argument: string): string | undefined {
  const folder = /(?:^|=)(file:\/\/\S+\/tsx\/dist\/)\S+$/.exec(argument)?.[1];
  return folder === undefined ? undefined : new URL('esm/api/index.mjs', folder).href;
}

/**
 * Returns the module for the form that users write: `--import tsx`, resolved as Node does, from the directory where the
 * program was started.
 */
function apiOfPackage(argument: string): string | undefined {
  if (!/^(--(import|loader|experimental-loader)=)?tsx(\/esm)?$/.test(argument)) return undefined;
  try {
    const home = createRequire(join(process.cwd(), 'main.js')).resolve('tsx/package.json');
    return new URL('dist/esm/api/index.mjs', pathToFileURL(home)).href;
  } catch {
    return undefined;
  }
}

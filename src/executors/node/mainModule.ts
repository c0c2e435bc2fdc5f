import { createRequire } from 'node:module';
import { isAbsolute, join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { realm } from '../../protocol/realm.js';

const require = createRequire(import.meta.url);

/**
 * Returns the URL of the program's main file. For a program without one (`-e`, standard input, the REPL) it
 * is the URL of a file in the current folder, from which Node resolves the imports of such a program.
 */
export function mainModule(): string {
  return realm.mainModule ?? pathToFileURL(require.main?.filename ?? entryFile() ?? join(folder(), '[eval]')).href;
}

/** Options for program text on the command line: `argv[1]` is then an argument of the program. */
const evaluates = /^(-e|-p|-pe|--eval|--print)(=|$)/;

/** Returns the real path of the file that Node was started with: with its extension, and the index file of a folder. */
function entryFile(): string | undefined {
  const { 1: path } = process.argv;
  if (path === undefined || !isAbsolute(path) || process.execArgv.some((each) => evaluates.test(each)))
    return undefined;
  try {
    return require.resolve(path);
  } catch {
    return path;
  }
}

/** Returns the current folder, or the root if it has been removed. */
function folder(): string {
  try {
    return process.cwd();
  } catch {
    return '/';
  }
}

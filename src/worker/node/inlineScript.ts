import { constants, Script } from 'node:vm';
import { setStack, stackOf } from '../../errors/inspectThrown.js';
import { shims, sourceUrl } from '../compileInline.js';

/**
 * Evaluates an expression as a script whose `import()` resolves from the program's main file. The expression starts on the
 * first line, so line numbers in stacks are those of the function's source text.
 *
 * @returns The value of the expression.
 *
 * @param name - The task's name, as stacks and errors show it.
 * @param main - The URL of the main file.
 * @throws SyntaxError if it is not an expression, ReferenceError if it uses `import.meta`.
 */
export function evaluateInline(expression: string, name: string, main: string): unknown {
  warmUpLoader(main);
  try {
    return run(`'use strict';${inScope(expression)}${sourceUrl(name)}`, main);
  } catch (error) {
    if (!(error instanceof SyntaxError)) throw error;
    if (error.message.includes('import.meta')) throw withoutMeta(name, error);
    throw withShortStack(error);
  }
}

/**
 * Returns the expression inside a function, so that `this` is undefined for an arrow function, as in a module. If it
 * contains `arguments` it is a block instead: an arrow function would see the arguments of the function around it.
 */
function inScope(expression: string): string {
  if (/\barguments\b/.test(expression)) return `{${shims}${expression}}`;
  return `(function(){${shims}return${expression.startsWith('(') ? '' : ' '}${expression}}).call()`;
}

function run(code: string, main: string): unknown {
  const importModuleDynamically = constants.USE_MAIN_CONTEXT_DEFAULT_LOADER;
  return new Script(code, { filename: main, importModuleDynamically }).runInThisContext({ displayErrors: false });
}

let warmedUp = false;

/**
 * Calls `import()` once without its warning. Node warns at the first call in such a script that the loader's constant is
 * experimental, which the user can do nothing about. Node emits the warning synchronously, so no warning of other code is
 * lost.
 */
function warmUpLoader(main: string): void {
  if (warmedUp) return;
  warmedUp = true;
  const host: { emitWarning: unknown } = process;
  const { emitWarning } = host;
  host.emitWarning = ignore;
  try {
    // An error comes from the user's loader hooks; the task's own import() fails with it again.
    (run(`import('node:process')${sourceUrl('loader')}`, main) as Promise<unknown>).catch(ignore);
  } finally {
    host.emitWarning = emitWarning;
  }
}

function ignore(): void {}

function withoutMeta(name: string, cause: SyntaxError): ReferenceError {
  return new ReferenceError(
    `the inline task "${name}" uses import.meta, which exists only in a module: an inline function is sent to its worker as ` +
      'source text. Pass import.meta.url as an argument, or make it a module task (see taskModule)',
    { cause },
  );
}

/** Removes the source line that Node puts above the stack of a SyntaxError, with the URL of the main file. */
function withShortStack(error: SyntaxError): SyntaxError {
  const stack = stackOf(error);
  const start = stack?.lastIndexOf(`SyntaxError: ${error.message}`) ?? -1;
  if (stack !== undefined && start > 0) setStack(error, stack.slice(start));
  return error;
}

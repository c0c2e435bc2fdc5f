import { attempt, setStack, stackOf } from '../errors/inspectThrown.js';

const olderTarget = 'compile for a newer target';
const commonJs = 'have it leave import() as it is (TypeScript: "module": "nodenext")';

/** Names of helpers that compilers and tools put into functions, with the tool and the remedy. */
const helpers: readonly (readonly [pattern: RegExp, tool: string, remedy: string | undefined])[] = [
  [/^__import(Star|Default)$|^require$/, 'a compiler to CommonJS', commonJs],
  [/^_interop_?require/i, 'Babel or SWC', commonJs],
  [
    /^__(awaiter|generator|rest|spreadArray|assign|values|read|asyncValues|await)$/,
    'the TypeScript compiler',
    olderTarget,
  ],
  [
    /^_(async_?to_?generator|object_?spread|define_?property|to_?consumable_?array|object_?without)/i,
    'Babel or SWC',
    olderTarget,
  ],
  [/^__(name|publicField|spreadValues|spreadProps|objRest|async)$/, 'esbuild or tsx', olderTarget],
  [/^cov_|^__cov|^__coverage__/, 'a coverage tool', 'leave the file out of the coverage'],
  [/^__vite|^__vi_|^__webpack|^_0x/, 'a bundler or test runner', undefined],
];

/**
 * Returns the error of an inline function, with a hint if it used something from outside: an inline function is sent as
 * source text, so variables around it do not exist in the worker, and in a page there is no URL from which its `import()`
 * could resolve a path. The error then names the variable or the import, and the remedy.
 */
export function explainInlineError(thrown: unknown, name: string): unknown {
  return attempt(() => explanation(thrown, name)) ?? thrown;
}

function explanation(thrown: unknown, name: string): Error | undefined {
  if (!(thrown instanceof ReferenceError || thrown instanceof TypeError)) return undefined;
  const { message } = thrown;
  if (thrown instanceof TypeError)
    return isUnresolved(thrown) ? explained(thrown, unresolved(name, message)) : undefined;
  const variable = /^(\S+) is not defined$/.exec(message)?.[1];
  return variable === undefined ? undefined : explained(thrown, hint(name, variable));
}

function explained(original: Error, message: string): Error {
  const type = original instanceof TypeError ? TypeError : ReferenceError;
  const error = new type(message, { cause: original });
  const stack = stackOf(original);
  if (stack !== undefined)
    setStack(
      error,
      stack.replace(original.message, () => message),
    );
  return error;
}

/** Returns true if a browser could not resolve an `import()`: Chrome, Firefox, Safari. Node's errors have a code. */
function isUnresolved(error: TypeError): boolean {
  const resolving = /module specifier|bare specifier|does not resolve to a valid URL/i;
  return resolving.test(error.message) && !('code' in error);
}

function unresolved(name: string, message: string): string {
  return (
    `the inline task "${name}" imports a module that its worker cannot resolve (${message}): in a page an inline function ` +
    "has no URL. Import a whole URL, passed as an argument (new URL('./file.js', import.meta.url).href), or use a worker file with " +
    'expose()'
  );
}

function hint(name: string, variable: string): string {
  const [, tool, remedy] = helpers.find(([pattern]) => pattern.test(variable)) ?? [];
  if (tool !== undefined) {
    return (
      `the inline task "${name}" uses "${variable}", a helper of ${tool} that does not exist in the worker: ` +
      `${remedy === undefined ? '' : `${remedy}, or `}make it a module task (see taskModule)`
    );
  }
  return (
    `the inline task "${name}" uses the variable "${variable}" from outside, but is sent to its worker as source text: ` +
    'pass the value as an argument, use import() inside the function, or make it a module task (see taskModule)'
  );
}

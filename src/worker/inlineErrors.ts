import { attempt, setStack, stackOf } from '../errors/inspectThrown.js';

/** Names of helpers that compilers and tools put into functions, with the tool. */
const helpers: readonly (readonly [pattern: RegExp, tool: string])[] = [
  [/^__(awaiter|generator|rest|spreadArray|assign|values|read|asyncValues|await)$/, 'the TypeScript compiler'],
  [/^_(async_?to_?generator|object_?spread|define_?property|to_?consumable_?array|object_?without)/i, 'Babel or SWC'],
  [/^__(name|publicField|spreadValues|spreadProps|objRest|async)$/, 'esbuild or tsx'],
  [/^cov_|^__cov|^__coverage__/, 'a coverage tool'],
  [/^__vite|^__vi_|^__webpack|^_0x/, 'a bundler or test runner'],
];

/**
 * Returns the error of an inline function, with a hint if it used a variable from outside: an inline function is sent
 * as source text, so variables around it do not exist in the worker. The error then names the variable and the remedy.
 */
export function explainReferenceError(thrown: unknown, name: string): unknown {
  const variable = missingVariable(thrown);
  if (variable === undefined) return thrown;
  const original = thrown as ReferenceError;
  const error = new ReferenceError(hint(name, variable), { cause: original });
  const stack = stackOf(original);
  if (stack !== undefined) setStack(error, stack.replace(original.message, error.message));
  return error;
}

function missingVariable(thrown: unknown): string | undefined {
  const message = attempt(() => (thrown instanceof ReferenceError ? thrown.message : undefined));
  return typeof message === 'string' ? /^(\S+) is not defined$/.exec(message)?.[1] : undefined;
}

function hint(name: string, variable: string): string {
  const tool = helpers.find(([pattern]) => pattern.test(variable))?.[1];
  if (tool !== undefined) {
    return (
      `the inline task "${name}" uses "${variable}", a helper that ${tool} put into it and that does not exist in ` +
      'the worker: compile for a newer target, or make it a module task (see taskModule)'
    );
  }
  return (
    `the inline task "${name}" uses the variable "${variable}", which exists only outside of it: an inline function is ` +
    'sent to its worker as text. Pass the value as an argument, import inside the function, or make it a module task ' +
    '(see taskModule)'
  );
}

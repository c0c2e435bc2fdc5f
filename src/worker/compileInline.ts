import type { TaskFunction } from './exportedTask.js';

/** esbuild and tsx wrap named inner functions in a call of `__name`, which only sets a name. */
export const shims = 'const __name=(fn)=>fn;';

/** Returns the value of an expression, or a promise of it; evaluates it as strict code. */
export type Evaluate = (expression: string) => unknown;

/**
 * Compiles a function from the source text that the host sent. A method's source (`name() {}`) is not an expression, so
 * it is compiled as a member of an object.
 */
export async function compileInline(source: string, evaluate: Evaluate): Promise<TaskFunction> {
  try {
    return (await evaluate(`(${source}\n)`)) as TaskFunction;
  } catch (error) {
    if (!(error instanceof SyntaxError)) throw error;
    return compileMethod(source, evaluate, error);
  }
}

async function compileMethod(source: string, evaluate: Evaluate, first: SyntaxError): Promise<TaskFunction> {
  try {
    return (await evaluate(`Object.values({${source}\n})[0]`)) as TaskFunction;
  } catch (error) {
    throw error instanceof SyntaxError ? first : error;
  }
}

/** Returns the comment that sets the short name of an inline task in stacks; quotes and white space would end the name. */
export function sourceUrl(name: string): string {
  return `\n//# sourceURL=inline-task:${name
    .replace(/["'()]/g, '')
    .replace(/\s+/g, '_')
    .slice(0, 100)}`;
}

import type { TaskFunction } from './exportedTask.js';

/** esbuild and tsx wrap named inner functions in a call of `__name`, which only sets a name. */
const shims = 'const __name = (fn) => fn;';

/** Imports a module from its source text. */
export type ImportText = (code: string) => Promise<unknown>;

/**
 * Compiles a function from the source text that the host sent: as a module, so that it is strict code and can use
 * `import()`. A method's source (`name() {}`) is not an expression, so it is compiled as a member of an object.
 */
export async function compileInline(source: string, name: string, importText: ImportText): Promise<TaskFunction> {
  const evaluate = async (expression: string): Promise<TaskFunction> => {
    const code = `${shims}export default ${expression}\n//# sourceURL=inline-task:${encodeURIComponent(name)}`;
    return ((await importText(code)) as { default: TaskFunction }).default;
  };
  try {
    return await evaluate(`(${source})`);
  } catch (error) {
    if (!(error instanceof SyntaxError)) throw error;
    return evaluate(`Object.values({${source}})[0]`).catch(() => {
      throw error;
    });
  }
}

import type { TaskFunction } from './exportedTask.js';

/** esbuild and tsx wrap named inner functions in a call of this, which does nothing that matters here. */
const shims = 'const __name = (fn) => fn;';

/** Imports a module that is given as text. */
export type ImportText = (code: string) => Promise<unknown>;

/**
 * Makes a function of the text that the host sent: as a module of its own, so that it is strict code and can use
 * `import()`. A method's text (`name() {}`) is no expression, so it is tried as one of an object.
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

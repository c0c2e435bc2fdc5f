import { TaskNotFoundError } from '../../errors/TaskNotFoundError.js';

/**
 * Registers the host's TypeScript loader here. Before anything is imported: Node remembers a module that it
 * could not load.
 */
export async function registerLoader(loader: string): Promise<void> {
  const { register } = (await import(loader)) as { register: () => unknown };
  register();
}

/** What the import of a module failed with, with a lesson in it when the module is TypeScript. */
export function explainTypeScript(url: string, error: unknown): unknown {
  const { code, message } = Object(error) as { code?: unknown; message?: unknown };
  if (code !== 'ERR_UNKNOWN_FILE_EXTENSION' || !/\.[cm]?tsx?"?( for|$)/.test(String(message))) return error;
  return new TaskNotFoundError(fixes(url), { cause: error });
}

function fixes(url: string): string {
  return (
    `${url} is TypeScript, which this Node cannot load by itself. Compile it and refer to the .js file; ` +
    'or run the program under tsx (npx tsx main.ts); or use Node 22.18 or later, which strips types'
  );
}

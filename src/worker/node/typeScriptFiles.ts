import { TaskNotFoundError } from '../../errors/TaskNotFoundError.js';

/**
 * Registers the host's TypeScript loader in this worker. This has to happen before anything is imported: Node remembers
 * a module that it could not load.
 */
export async function registerLoader(loader: string): Promise<void> {
  const { register } = (await import(loader)) as { register: () => unknown };
  register();
}

/** Returns the error of a failed import, with a hint if the module is TypeScript. */
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

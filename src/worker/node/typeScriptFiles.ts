import { TaskNotFoundError } from '../../errors/TaskNotFoundError.js';

/** Whether Node refused a file because it is TypeScript. */
export function isUnknownTypeScript(error: unknown): boolean {
  const { code, message } = error as { code?: unknown; message?: unknown };
  return code === 'ERR_UNKNOWN_FILE_EXTENSION' && /\.[cm]?tsx?"?( for|$)/.test(String(message));
}

/**
 * Imports a TypeScript file where the host runs TypeScript but its loader did not reach this thread, as with tsx before
 * Node 22.22: the loader is registered here as well.
 */
export async function importTypeScript(
  url: string,
  loader: string | undefined,
  cause: unknown,
): Promise<Record<string, unknown>> {
  if (loader === undefined) throw new TaskNotFoundError(fixes(url), { cause });
  const { register } = (await import(loader)) as { register: () => unknown };
  register();
  return (await import(url)) as Record<string, unknown>;
}

function fixes(url: string): string {
  return (
    `${url} is TypeScript, which this Node cannot load by itself. Compile it and refer to the .js file; ` +
    'or run the program under tsx (npx tsx main.ts); or use Node 22.18 or later, which strips types'
  );
}

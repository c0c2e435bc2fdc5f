let last = '';

/**
 * Prints an error. While Redis is unreachable the same error occurs many times a second, so a message is printed only
 * when it differs from the last.
 */
export function printError(error: unknown): void {
  const line = error instanceof Error ? error.message || error.name : String(error);
  if (line !== last) console.error(`rx-futures: ${line}`);
  last = line;
}

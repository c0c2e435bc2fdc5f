let last = '';

/**
 * Prints an error. While Redis is unreachable the same error occurs many times a second, so a message is printed only
 * when it differs from the last.
 */
export function tell(error: unknown): void {
  const text = error instanceof Error ? error.message || error.name : String(error);
  if (text !== last) console.error(`rx-futures: ${text}`);
  last = text;
}

let last = '';

/** Says what went wrong. Trouble comes many times a second while Redis is away: it is told when it changes. */
export function tell(error: unknown): void {
  const text = error instanceof Error ? error.message || error.name : String(error);
  if (text !== last) console.error(`rx-futures: ${text}`);
  last = text;
}

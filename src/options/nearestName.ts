/** Returns the most similar name, or `undefined` when more than half of the given one would have to change. */
export function nearestName(given: string, names: readonly string[]): string | undefined {
  const wanted = plain(given);
  let nearest: string | undefined;
  let least = Math.max(wanted.length, 2) / 2;
  for (const name of names) {
    const distance = editDistance(wanted, plain(name));
    if (distance > least || (distance === least && nearest !== undefined)) continue;
    nearest = name;
    least = distance;
  }
  return nearest;
}

/** Normalizes a name: Python's spelling and that of a command line differ only in case, hyphens and underscores. */
function plain(name: string): string {
  return name.slice(0, longest).replaceAll(/[-_]/g, '').toLowerCase();
}

/** The longest name that is compared; the rest of it is ignored. */
const longest = 64;

/**
 * Returns how many characters must be inserted, deleted or replaced to turn one string into the other (Levenshtein).
 */
function editDistance(from: string, to: string): number {
  let row = Array.from({ length: to.length + 1 }, (_, i) => i);
  for (let i = 1; i <= from.length; i++) {
    const next = [i];
    for (let j = 1; j <= to.length; j++) {
      const exchanged = (row[j - 1] as number) + (from[i - 1] === to[j - 1] ? 0 : 1);
      next.push(Math.min(exchanged, (row[j] as number) + 1, (next[j - 1] as number) + 1));
    }
    row = next;
  }
  return row[to.length] as number;
}

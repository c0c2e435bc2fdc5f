/** Returns the name most like the given one, or `undefined` when more than half of it would have to change. */
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

/** Python's spelling and a command line's differ only in what is dropped here. */
function plain(name: string): string {
  return name.slice(0, longest).replaceAll(/[-_]/g, '').toLowerCase();
}

/** A longer name is like none. */
const longest = 64;

/** How many characters must be inserted, left out or exchanged to make one string of the other (Levenshtein). */
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

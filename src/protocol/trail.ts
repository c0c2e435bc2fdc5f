/** A part of a value, and the way to it from the value. */
export interface Trail {
  readonly value: unknown;
  /** As it is written behind the path of what holds it: `.url`, `[3]`; the name of the whole at the top. */
  readonly place: string;
  readonly up: Trail | undefined;
}

/** Of a longer path only the two ends are of use. */
const mostPlaces = 32;

/** The path as people write it: `argument 1.url`. */
export function trailText(trail: Trail): string {
  const places: string[] = [];
  for (let at: Trail | undefined = trail; at !== undefined; at = at.up) places.push(at.place);
  places.reverse();
  if (places.length > mostPlaces) places.splice(mostPlaces / 2, places.length - mostPlaces, '…');
  return places.join('');
}

/**
 * How many objects deep the value is, at the most; those that are met twice count where they are nearest to the top. Looks
 * level by level, so that no depth is too much for it.
 */
export function depthOf(
  root: unknown,
  partsOf: (value: object) => Iterable<readonly [part: unknown, place: string]>,
): number {
  const seen = new Set<object>();
  let level = [root];
  let depth = 0;
  while (level.length > 0) {
    const fresh = level.filter((each): each is object => typeof each === 'object' && each !== null && !seen.has(each));
    for (const each of fresh) seen.add(each);
    if (fresh.length > 0) depth += 1;
    level = fresh.flatMap((each) => Array.from(partsOf(each), ([part]) => part));
  }
  return depth;
}

import { isObject } from './isObject.js';

/** A part of a value, and the path to it from the value. */
export interface Trail {
  readonly value: unknown;
  /** The path segment as written after its holder's path: `.url`, `[3]`; the name of the whole at the top. */
  readonly place: string;
  readonly up: Trail | undefined;
}

/** A longer path is abbreviated to its two ends. */
const mostPlaces = 32;

/** Returns the path in the syntax of JavaScript: `argument 1.url`. */
export function trailText(trail: Trail): string {
  const places: string[] = [];
  for (let at: Trail | undefined = trail; at !== undefined; at = at.up) places.push(at.place);
  places.reverse();
  if (places.length > mostPlaces) places.splice(mostPlaces / 2, places.length - mostPlaces, '…');
  return places.join('');
}

/**
 * Returns the greatest nesting of objects in the value; an object that is met twice counts at its least depth. The
 * search goes level by level, so no depth exhausts the stack.
 */
export function depthOf(
  root: unknown,
  partsOf: (value: object) => Iterable<readonly [part: unknown, place: string]>,
): number {
  const seen = new Set<object>();
  let level = [root];
  let depth = 0;
  while (level.length > 0) {
    const fresh = level.filter((each): each is object => isObject(each) && !seen.has(each));
    for (const each of fresh) seen.add(each);
    if (fresh.length > 0) depth += 1;
    level = fresh.flatMap((each) => Array.from(partsOf(each), ([part]) => part));
  }
  return depth;
}

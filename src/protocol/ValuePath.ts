/** A part of a value, and the path to it from the value. */
export interface ValuePath {
  readonly value: unknown;
  /** The path segment as written after its holder's path: `.url`, `[3]`; the name of the whole at the top. */
  readonly place: string;
  readonly up: ValuePath | undefined;
}

/** A longer path is abbreviated to its two ends. */
const mostPlaces = 32;

/** Returns the path in the syntax of JavaScript: `argument 1.url`. */
export function formatPath(path: ValuePath): string {
  const places: string[] = [];
  for (let at: ValuePath | undefined = path; at !== undefined; at = at.up) places.push(at.place);
  places.reverse();
  if (places.length > mostPlaces) places.splice(mostPlaces / 2, places.length - mostPlaces, '…');
  return places.join('');
}

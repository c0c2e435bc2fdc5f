import { partsOf } from './cloneable.js';
import { isObject } from './isObject.js';

/** Greatest number of parts that are searched: getters may make new ones without end. */
const mostParts = 1_000_000;

/**
 * Returns true if the value is nested more deeply than so many levels. Engines clone recursively, on a stack that may
 * be smaller where the value arrives. A value of too many parts counts as too deep. The search goes level by level, so
 * it needs no deep stack itself.
 */
export function nestsDeeper(value: unknown, levels: number): boolean {
  const seen = new Set<unknown>();
  let level: unknown[] = [value];
  for (let depth = 0; level.length > 0; depth++) {
    if (depth > levels) return true;
    const next: unknown[] = [];
    for (const each of level) {
      if (!isObject(each) || ArrayBuffer.isView(each) || seen.has(each)) continue;
      seen.add(each);
      if (seen.size > mostParts) return true;
      for (const [part] of partsOf(each)) next.push(part);
    }
    level = next;
  }
  return false;
}

import { partsOf } from './cloneable.js';
import { isObject } from './isObject.js';

/** Where a search for the depth of a value ends. */
export interface DepthLimits {
  /** The depth from which on it does not matter how deep the value is. */
  readonly depth: number;
  /** The greatest number of objects: getters may make new ones without end. */
  readonly objects: number;
}

const unlimited: DepthLimits = { depth: Number.POSITIVE_INFINITY, objects: Number.POSITIVE_INFINITY };

/**
 * Returns the greatest nesting of objects in the value; an object that is met twice counts at its least depth. Returns
 * `Infinity` for a value that exceeds a limit. The search goes level by level, so no depth exhausts the stack.
 */
export function depthOf(root: unknown, limits = unlimited): number {
  const seen = new Set<object>();
  let level = [root];
  for (let depth = 0; depth <= limits.depth && seen.size <= limits.objects; depth++) {
    const before = seen.size;
    const parts: unknown[] = [];
    for (const each of level) {
      if (!isObject(each) || seen.has(each)) continue;
      seen.add(each);
      if (seen.size > limits.objects) break;
      for (const [part] of partsOf(each)) parts.push(part);
    }
    if (seen.size === before) return depth;
    level = parts;
  }
  return Number.POSITIVE_INFINITY;
}

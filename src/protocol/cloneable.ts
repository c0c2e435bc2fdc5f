import type { Clone } from './Transport.js';

/** A shorter string fits into any message. */
const longString = 4096;

/** Whether a clone of the value could fail: of the primitives only symbols and long strings. */
function mayFail(value: unknown): boolean {
  if (typeof value === 'string') return value.length > longString;
  return value !== null && (typeof value === 'object' || typeof value === 'function' || typeof value === 'symbol');
}

/** Why the value cannot be cloned; `undefined` when it can. */
export function cloneError(value: unknown, clone: Clone): { readonly error: unknown } | undefined {
  if (!mayFail(value)) {
    return undefined;
  }
  try {
    clone(value);
    return undefined;
  } catch (error) {
    return { error };
  }
}

/** The part of a value that cannot be cloned, and why. */
export interface UncloneablePart {
  readonly path: string;
  readonly value: unknown;
  readonly error: unknown;
}

/** How deep the search goes before it is content with the part it is in. */
const deepest = 32;

/**
 * Finds the part of a value that cannot be cloned: `result.socket`, `argument 2[3]`. It looks only after a clone has
 * failed, so it may take its time.
 */
export function findUncloneable(
  value: unknown,
  path: string,
  clone: Clone,
  depth = 0,
  seen = new Set<unknown>(),
): UncloneablePart | undefined {
  const failure = cloneError(value, clone);
  if (failure === undefined || seen.has(value)) return undefined;
  seen.add(value);
  if (typeof value === 'object' && value !== null && depth < deepest) {
    for (const [part, place] of partsOf(value)) {
      const culprit = findUncloneable(part, `${path}${place}`, clone, depth + 1, seen);
      if (culprit !== undefined) return culprit;
    }
  }
  return { path, value, error: failure.error };
}

/** What a clone walks through: entries of Maps and Sets, elements, and own enumerable properties. */
export function* partsOf(value: object): Generator<readonly [part: unknown, place: string]> {
  if (ArrayBuffer.isView(value)) return;
  if (value instanceof Map) {
    let i = 0;
    for (const [key, each] of value) {
      yield [key, `.keys()[${i}]`];
      yield [each, typeof key === 'string' ? `.get(${JSON.stringify(key)})` : `.values()[${i}]`];
      i += 1;
    }
  } else if (value instanceof Set) {
    for (const [i, each] of [...value].entries()) yield [each, `.values()[${i}]`];
  } else {
    yield* properties(value);
  }
}

/** The names of a longer array's elements take more memory than there may be: nobody looks into it. */
const longest = 2 ** 24;

function* properties(value: object): Generator<readonly [part: unknown, place: string]> {
  if (Array.isArray(value) && value.length > longest && longest in value) return;
  for (const name of Object.keys(value)) yield [read(value, name), Array.isArray(value) ? `[${name}]` : `.${name}`];
}

/** A getter of the user's may throw: then there is nothing to look into. */
function read(value: object, name: string): unknown {
  try {
    return (value as Record<string, unknown>)[name];
  } catch {
    return undefined;
  }
}

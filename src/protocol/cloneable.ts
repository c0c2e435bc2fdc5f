import { attempt, isError } from '../errors/inspectThrown.js';
import { isObject } from './isObject.js';
import type { Clone } from './Transport.js';

/** A string up to this length fits into any message. */
const longString = 4096;

/** Returns true if cloning the value could fail; of the primitives that holds for symbols and long strings only. */
function mayFail(value: unknown): boolean {
  if (typeof value === 'string') return value.length > longString;
  return value !== null && (typeof value === 'object' || typeof value === 'function' || typeof value === 'symbol');
}

/** Returns the error of cloning the value; `undefined` if it can be cloned. */
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

/** The part of a value that cannot be cloned, with its error. */
export interface UncloneablePart {
  readonly path: string;
  readonly value: unknown;
  readonly error: unknown;
}

/** Greatest depth of the search; below it the enclosing part is reported. */
const deepest = 32;

/**
 * Finds the part of a value that cannot be cloned: `result.socket`, `argument 2[3]`. Called only after a clone has
 * failed, so it may be slow. Never throws.
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
  const within =
    isObject(value) && depth < deepest ? attempt(() => findAmongParts(value, path, clone, depth + 1, seen)) : undefined;
  return within ?? { path, value, error: failure.error };
}

/** Throws where the value cannot be read: it is a Proxy whose trap throws. */
function findAmongParts(
  value: object,
  path: string,
  clone: Clone,
  depth: number,
  seen: Set<unknown>,
): UncloneablePart | undefined {
  for (const [part, place] of partsOf(value)) {
    const uncloneablePart = findUncloneable(part, `${path}${place}`, clone, depth, seen);
    if (uncloneablePart !== undefined) return uncloneablePart;
  }
  return undefined;
}

/** Yields the parts that a clone visits: entries of Maps and Sets, elements, own enumerable properties, causes of errors. */
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

/** An array longer than this is not searched: the names of its elements could exhaust the memory. */
const longest = 2 ** 24;

function* properties(value: object): Generator<readonly [part: unknown, place: string]> {
  if (Array.isArray(value) && value.length > longest && longest in value) return;
  for (const name of Object.keys(value)) yield [read(value, name), Array.isArray(value) ? `[${name}]` : `.${name}`];
  if (hasHiddenCause(value)) yield [read(value, 'cause'), '.cause'];
}

/** Returns true for an error with a cause as its constructor sets it: own, but not enumerable. A clone has it too. */
export function hasHiddenCause(value: object): value is Error {
  const cause = Object.getOwnPropertyDescriptor(value, 'cause');
  return cause !== undefined && cause.enumerable !== true && isError(value);
}

/** Returns the property; `undefined` if a getter throws. */
function read(value: object, name: string): unknown {
  try {
    return (value as Record<string, unknown>)[name];
  } catch {
    return undefined;
  }
}

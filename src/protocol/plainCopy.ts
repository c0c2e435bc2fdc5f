/** A value of more objects than this is no small matter: it is worth a message of its own. */
const mostParts = 32;
/** A longer array is not looked at for properties beside its elements. */
const longestArray = 64;

/** What is no plain data, or not quickly copied. */
const unplain = Symbol('unplain');

/**
 * A copy of plain data (what JSON knows, and the other primitives), as a clone would give it; `otherwise` for anything
 * else: instances, Maps, buffers, what refers to a part of itself twice. For values that wait for others to travel with:
 * whoever gave them may go on to change them.
 */
export function plainCopy<N>(value: unknown, otherwise: N): unknown {
  if (typeof value !== 'object' || value === null) return isPlain(value) ? value : otherwise;
  const copy = copyPart(value, []);
  return copy === unplain ? otherwise : copy;
}

function isPlain(value: unknown): boolean {
  return typeof value !== 'function' && typeof value !== 'symbol';
}

function copyPart(value: unknown, seen: object[]): unknown {
  if (typeof value !== 'object' || value === null) return isPlain(value) ? value : unplain;
  if (seen.length === mostParts || seen.includes(value)) return unplain;
  seen.push(value);
  if (Array.isArray(value)) return copyArray(value, seen);
  const prototype: unknown = Object.getPrototypeOf(value);
  return prototype === Object.prototype || prototype === null ? copyObject(value, seen) : unplain;
}

/** Not of sparse ones, and not of those with properties of their own, as a match of a regular expression has. */
function copyArray(array: readonly unknown[], seen: object[]): unknown {
  const { length } = array;
  if (length > longestArray || !isDense(array) || Object.getPrototypeOf(array) !== Array.prototype) return unplain;
  const copy: unknown[] = [];
  for (let i = 0; i < length; i++) {
    const part = copyPart(array[i], seen);
    if (part === unplain) return unplain;
    copy.push(part);
  }
  return copy;
}

/** The names of elements come before all others. */
function isDense(array: readonly unknown[]): boolean {
  const names = Object.keys(array);
  return names.length === array.length && (names.length === 0 || names.at(-1) === String(names.length - 1));
}

function copyObject(object: object, seen: object[]): unknown {
  const copy: Record<string, unknown> = {};
  for (const name of Object.keys(object)) {
    const part = copyPart((object as Record<string, unknown>)[name], seen);
    if (part === unplain || name === '__proto__') return unplain;
    copy[name] = part;
  }
  return copy;
}

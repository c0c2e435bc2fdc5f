import { isObject } from './isObject.js';

/** A value of more objects than this is not copied: it gets a message to itself. */
const mostParts = 32;
/** A longer array is not checked for properties beside its elements. */
const longestArray = 64;

/** Marks data that is not plain, or is slow to copy. */
const unplain = Symbol('unplain');

/**
 * Returns a copy of plain data (the types of JSON and the other primitives), equal to what a clone would return;
 * `otherwise` for anything else: instances, Maps, buffers, and objects that refer to a part of themselves twice. Used
 * for values that wait for others to share their message, since their producer may go on to change them.
 */
export function plainCopy<N>(value: unknown, otherwise: N): unknown {
  if (!isObject(value)) return isPlain(value) ? value : otherwise;
  try {
    const copy = copyPart(value, []);
    return copy === unplain ? otherwise : copy;
  } catch {
    return otherwise; // a getter or a Proxy of the caller throws, and will throw again when the value is sent
  }
}

function isPlain(value: unknown): boolean {
  return typeof value !== 'function' && typeof value !== 'symbol';
}

function copyPart(value: unknown, seen: object[]): unknown {
  if (!isObject(value)) return isPlain(value) ? value : unplain;
  if (seen.length === mostParts || seen.includes(value)) return unplain;
  seen.push(value);
  if (Array.isArray(value)) return copyArray(value, seen);
  const prototype: unknown = Object.getPrototypeOf(value);
  return prototype === Object.prototype || prototype === null ? copyObject(value, seen) : unplain;
}

/**
 * Copies a dense array; a sparse array, or one with own properties as a regular expression's match has, is not plain.
 */
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

/**
 * Returns true if the array has no holes and no own properties beside its elements, whose names come before all others.
 */
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

import { cloneError, hasHiddenCause, partsOf } from './cloneable.js';
import { isObject } from './isObject.js';
import { isObservable } from './observables.js';
import type { Clone } from './Transport.js';
import { isMovedWith } from './transferables.js';
import { formatPath, type ValuePath } from './ValuePath.js';

/**
 * A structured clone treats unknown objects as plain ones: a `URL`, a `Request` or an object with private fields only
 * arrives as `{}` without an error; an Observable arrives without its methods. Such a value is refused with an error
 * that names it.
 */

/** A part of a value that must not be sent, and the reason. */
export interface Refusal {
  readonly path: string;
  readonly value: object;
  /** The error that the clone threw; without it the clone would have lost data silently. */
  readonly failure?: { readonly error: unknown };
}

/** Returns true if some part of the value would not arrive intact. Never throws. */
export function losesData(value: unknown, clone: Clone): boolean {
  if (!isObject(value)) return false;
  try {
    return glance(value, mostAtAGlance) < 0 && anyRefused(value, clone);
  } catch {
    return false; // a getter or a Proxy of the caller throws, and will throw again when the value is sent
  }
}

/** Returns the first part that would not arrive intact: `argument 1.url`. */
export function findLoss(root: unknown, path: string, clone: Clone): Refusal | undefined {
  if (!isObject(root)) return undefined;
  const seen = new Set<unknown>();
  const left: ValuePath[] = [{ value: root, place: path, up: undefined }];
  for (let next = left.pop(); next !== undefined; next = left.pop()) {
    const { value } = next;
    if (!isObject(value) || seen.has(value)) continue;
    seen.add(value);
    const refused = refuse(value, pushParts(value, []), clone, root);
    if (refused !== undefined) return { path: formatPath(next), value, ...refused };
    const parts = [...partsOf(value)].reverse();
    for (const [part, place] of parts) left.push({ value: part, place, up: next });
  }
  return undefined;
}

/** Greatest number of objects that are checked without remembering which. */
const mostAtAGlance = 64;

/**
 * Checks, without allocating memory, the common case of a few objects of plain data, none of them empty. Returns how
 * many more objects could have been checked; a negative number if the value needs a full check.
 */
function glance(value: object, left: number): number {
  if (left <= 0) return -1;
  if (Array.isArray(value)) return value.length > mostAtAGlance ? -1 : glanceAtAll(value, left - 1);
  if (Object.getPrototypeOf(value) !== Object.prototype) return -1;
  let rest = left - 1;
  let empty = true;
  for (const name in value) {
    empty = false;
    const part = (value as Record<string, unknown>)[name];
    if (isObject(part)) rest = glance(part, rest);
    if (rest < 0) return -1;
  }
  return empty ? -1 : rest;
}

function glanceAtAll(parts: readonly unknown[], left: number): number {
  let rest = left;
  for (let i = 0; i < parts.length && rest >= 0; i++) {
    const part = parts[i];
    if (isObject(part)) rest = glance(part, rest);
  }
  return rest;
}

/**
 * Checks all parts. An object without objects in it is checked once per reference: that is cheaper than remembering it.
 */
function anyRefused(root: object, clone: Clone): boolean {
  const seen = new Set<object>();
  const left = [root];
  for (let next = left.pop(); next !== undefined; next = left.pop()) {
    if (seen.has(next)) continue;
    const before = left.length;
    if (refuse(next, pushParts(next, left), clone, root) !== undefined) return true;
    if (left.length > before) seen.add(next);
  }
  return false;
}

/** Returns why the object itself, which has so many parts, must not be sent; `undefined` if it may. */
function refuse(value: object, parts: number, clone: Clone, root: object): Pick<Refusal, 'failure'> | undefined {
  if (parts > 0 && isPlainData(value)) return undefined;
  if (isObservable(value)) return {};
  if (parts > 0 ? !isWebAssembly(value) : arrivesAsItIs(value)) return undefined;
  const failure = cloneError(value, clone);
  if (failure !== undefined) return isMovedWith(root, value) ? undefined : { failure };
  return parts === 0 && isEmptyAlready(clone(value) as object) ? {} : undefined;
}

/** Returns true for an array, or an object of no class. */
function isPlainData(value: object): boolean {
  return Array.isArray(value) || Object.getPrototypeOf(value) === Object.prototype;
}

/** Adds the objects in an object to a list, and returns the number of its parts of any kind. */
function pushParts(value: object, list: object[]): number {
  if (Array.isArray(value)) return pushObjects(value.length > longest ? presentElements(value) : value, list);
  if (ArrayBuffer.isView(value)) return 1;
  if (value instanceof Map) return pushObjects(value.keys(), list) + pushObjects(value.values(), list) + 1;
  if (value instanceof Set) return pushObjects(value, list) + 1;
  const names = Object.keys(value);
  if (!isPlainData(value) && hasHiddenCause(value) && isObject(value.cause)) list.push(value.cause);
  if (names.length === 0) return pushForeign(value, list);
  for (const name of names) {
    const part = (value as Record<string, unknown>)[name];
    if (isObject(part)) list.push(part);
  }
  return names.length;
}

/** Handles a Map or a Set of another realm, which is no instance of this realm's classes. */
function pushForeign(value: object, list: object[]): number {
  if (!/^\[object (Map|Set)\]$/.test(Object.prototype.toString.call(value))) return 0;
  return pushObjects([...(value as Iterable<unknown>)].flat(1), list) + 1;
}

/** An array longer than this is assumed to have holes. */
const longest = 2 ** 24;

function* presentElements(array: readonly unknown[]): Generator<unknown> {
  for (const index of Object.keys(array)) yield array[Number(index)];
}

function pushObjects(parts: Iterable<unknown>, list: object[]): number {
  for (const part of parts) if (isObject(part)) list.push(part);
  return 1;
}

/** The kinds that every clone supports, by the tag that they have in every realm. */
const known =
  /^\[object (Array|Date|RegExp|Error|Map|Set|Number|String|Boolean|BigInt|ArrayBuffer|SharedArrayBuffer)\]$/;

function arrivesAsItIs(value: object): boolean {
  if (Object.keys(value).length > 0 || ArrayBuffer.isView(value)) return true;
  return known.test(Object.prototype.toString.call(value)) || isEmptyAlready(value);
}

/**
 * Returns true for WebAssembly objects: some channels clone a WebAssembly.Module into bytes that they cannot decode,
 * even one with own properties.
 */
function isWebAssembly(value: object): boolean {
  return Object.prototype.toString.call(value).startsWith('[object WebAssembly.');
}

function isEmptyAlready(value: object): boolean {
  const proto: unknown = Object.getPrototypeOf(value);
  return Reflect.ownKeys(value).length === 0 && (proto === null || isPlain(proto as object));
}

/** Returns true for the `Object.prototype` of any realm. */
function isPlain(proto: object): boolean {
  return Object.getPrototypeOf(proto) === null && Object.hasOwn(proto, 'hasOwnProperty');
}

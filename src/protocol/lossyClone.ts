import { cloneError, partsOf } from './cloneable.js';
import { isObservable } from './observables.js';
import type { Clone } from './Transport.js';
import { type Trail, trailText } from './trail.js';
import { isMovedWith } from './transfer.js';

/**
 * A clone takes what it does not know for a plain object, and so a `URL`, a `Request` or an object with private fields
 * only arrives as `{}`, without a word; an Observable arrives as the wreck of one. Such a value is not sent: it is named.
 */

/** A part of a value that must not be sent, and why. */
export interface Refusal {
  readonly path: string;
  readonly value: object;
  /** What the clone threw; without it the clone would have lost something in silence. */
  readonly failure?: { readonly error: unknown };
}

/** Whether some part of the value would not arrive as what it is. Never throws. */
export function isEmptied(value: unknown, clone: Clone): boolean {
  if (!isObject(value)) return false;
  try {
    return glance(value, mostAtAGlance) < 0 && anyRefused(value, clone);
  } catch {
    return false; // a getter or a proxy of the user's throws, and will do so when the value is sent
  }
}

/** The first part that would not arrive as what it is: `argument 1.url`. */
export function findEmptied(root: unknown, path: string, clone: Clone): Refusal | undefined {
  if (!isObject(root)) return undefined;
  const seen = new Set<unknown>();
  const left: Trail[] = [{ value: root, place: path, up: undefined }];
  for (let next = left.pop(); next !== undefined; next = left.pop()) {
    const { value } = next;
    if (!isObject(value) || seen.has(value)) continue;
    seen.add(value);
    const refused = refuse(value, pushParts(value, []), clone, root);
    if (refused !== undefined) return { path: trailText(next), value, ...refused };
    const parts = [...partsOf(value)].reverse();
    for (const [part, place] of parts) left.push({ value: part, place, up: next });
  }
  return undefined;
}

/** So many objects are looked at without remembering which. */
const mostAtAGlance = 64;

/**
 * Most values are a few objects of plain data, none of them empty: that is seen without taking memory for it. Gives how
 * many more could have been looked at; less than none when the value needs a closer look.
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

/** Looks at everything. What holds no objects is looked at once for each reference: that is cheaper than to remember it. */
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

/** Why the object itself, of so many parts, must not be sent. */
function refuse(value: object, parts: number, clone: Clone, root: object): Pick<Refusal, 'failure'> | undefined {
  if (parts > 0 && isPlainData(value)) return undefined;
  if (isObservable(value)) return {};
  if (parts > 0 ? !isWebAssembly(value) : arrivesAsItIs(value)) return undefined;
  const failure = cloneError(value, clone);
  if (failure !== undefined) return isMovedWith(root, value) ? undefined : { failure };
  return parts === 0 && isEmptyAlready(clone(value) as object) ? {} : undefined;
}

/** An array, or an object of no class. */
function isPlainData(value: object): boolean {
  return Array.isArray(value) || Object.getPrototypeOf(value) === Object.prototype;
}

/** Adds the objects in an object to a list, and gives the number of its parts of any kind. */
function pushParts(value: object, list: object[]): number {
  if (Array.isArray(value)) return pushObjects(value.length > longest ? presentElements(value) : value, list);
  if (ArrayBuffer.isView(value)) return 1;
  if (value instanceof Map) return pushObjects(value.keys(), list) + pushObjects(value.values(), list) + 1;
  if (value instanceof Set) return pushObjects(value, list) + 1;
  const names = Object.keys(value);
  if (names.length === 0) return pushForeign(value, list);
  for (const name of names) {
    const part = (value as Record<string, unknown>)[name];
    if (isObject(part)) list.push(part);
  }
  return names.length;
}

/** A Map or a Set of another realm is no instance of ours. */
function pushForeign(value: object, list: object[]): number {
  if (!/^\[object (Map|Set)\]$/.test(Object.prototype.toString.call(value))) return 0;
  return pushObjects([...(value as Iterable<unknown>)].flat(1), list) + 1;
}

/** An array longer than this is hardly one without holes. */
const longest = 2 ** 24;

function* presentElements(array: readonly unknown[]): Generator<unknown> {
  for (const index of Object.keys(array)) yield array[Number(index)];
}

function pushObjects(parts: Iterable<unknown>, list: object[]): number {
  for (const part of parts) if (isObject(part)) list.push(part);
  return 1;
}

/** What any clone knows, by the mark that its kind bears in every realm. */
const known =
  /^\[object (Array|Date|RegExp|Error|Map|Set|Number|String|Boolean|BigInt|ArrayBuffer|SharedArrayBuffer)\]$/;

function arrivesAsItIs(value: object): boolean {
  if (Object.keys(value).length > 0 || ArrayBuffer.isView(value)) return true;
  return known.test(Object.prototype.toString.call(value)) || isEmptyAlready(value);
}

/** Some channels clone a WebAssembly.Module into what they cannot decode, also one with properties of its own. */
function isWebAssembly(value: object): boolean {
  return Object.prototype.toString.call(value).startsWith('[object WebAssembly.');
}

function isEmptyAlready(value: object): boolean {
  const proto: unknown = Object.getPrototypeOf(value);
  return Reflect.ownKeys(value).length === 0 && (proto === null || isPlain(proto as object));
}

/** `Object.prototype` of any realm. */
function isPlain(proto: object): boolean {
  return Object.getPrototypeOf(proto) === null && Object.hasOwn(proto, 'hasOwnProperty');
}

function isObject(value: unknown): value is object {
  return typeof value === 'object' && value !== null;
}

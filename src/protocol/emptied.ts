import { partsOf } from './cloneable.js';
import type { Clone } from './Transport.js';

/**
 * A clone takes what it does not know for a plain object, and so a `URL`, a `Request` or an object with private fields
 * only arrives as `{}`, without a word. Such a value is not sent: it is named.
 */

/** Whether some part of the value would arrive as `{}` though it is more than that. Never throws. */
export function isEmptied(value: unknown, clone: Clone): boolean {
  if (!isObject(value)) return false;
  try {
    return glance(value, mostAtAGlance) < 0 && anyEmptied(value, clone);
  } catch {
    return false; // a getter or a proxy of the user's throws, and will do so when the value is sent
  }
}

/** The part that would arrive as `{}`: `argument 1.url`. */
export function findEmptied(value: unknown, path: string, clone: Clone, seen = new Set<unknown>()): string | undefined {
  if (!isObject(value) || seen.has(value)) return undefined;
  seen.add(value);
  if (arrivesEmpty(value, clone)) return path;
  for (const [part, place] of partsOf(value)) {
    const found = findEmptied(part, `${path}${place}`, clone, seen);
    if (found !== undefined) return found;
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
function anyEmptied(root: object, clone: Clone): boolean {
  const seen = new Set<object>();
  const left = [root];
  for (let next = left.pop(); next !== undefined; next = left.pop()) {
    if (seen.has(next)) continue;
    const before = left.length;
    if (pushParts(next, left) === 0 && arrivesEmpty(next, clone)) return true;
    if (left.length > before) seen.add(next);
  }
  return false;
}

/** Adds the objects in an object to a list, and gives the number of its parts of any kind. */
function pushParts(value: object, list: object[]): number {
  if (Array.isArray(value)) return pushObjects(value.length > longest ? presentElements(value) : value, list);
  if (ArrayBuffer.isView(value)) return 1;
  if (value instanceof Map) return pushObjects(value.keys(), list) + pushObjects(value.values(), list) + 1;
  if (value instanceof Set) return pushObjects(value, list) + 1;
  const names = Object.keys(value);
  for (const name of names) {
    const part = (value as Record<string, unknown>)[name];
    if (isObject(part)) list.push(part);
  }
  return names.length;
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

function arrivesEmpty(value: object, clone: Clone): boolean {
  if (Object.keys(value).length > 0 || ArrayBuffer.isView(value)) return false;
  if (known.test(Object.prototype.toString.call(value)) || isEmptyAlready(value)) return false;
  try {
    return isEmptyAlready(clone(value) as object);
  } catch {
    return false; // it is refused when it is sent, or moved
  }
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

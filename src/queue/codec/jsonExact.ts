/** Greatest number of parts that are examined; a larger value is encoded as bytes. */
const mostParts = 10_000;
const deepest = 64;

/**
 * Returns true if JSON represents the value exactly: plain objects, arrays without holes, finite numbers other than -0,
 * no object twice. Such a value can be read by any dashboard and any version of Node.
 */
export function isJsonExact(value: unknown): boolean {
  return new Walk().exact(value, 0);
}

class Walk {
  readonly #seen = new Set<object>();
  #parts = 0;

  exact(value: unknown, depth: number): boolean {
    if (++this.#parts > mostParts || depth > deepest) return false;
    if (typeof value === 'string' || typeof value === 'boolean' || value === null) return true;
    if (typeof value === 'number') return Number.isFinite(value) && !Object.is(value, -0);
    return typeof value === 'object' && this.#object(value, depth + 1);
  }

  #object(value: object, depth: number): boolean {
    if (this.#seen.has(value)) return false;
    this.#seen.add(value);
    const names = Object.keys(value);
    if (Array.isArray(value) ? names.length !== value.length : !isPlain(value)) return false;
    return names.every((name) => name !== '__proto__' && this.exact((value as Record<string, unknown>)[name], depth));
  }
}

function isPlain(value: object): boolean {
  const proto: unknown = Object.getPrototypeOf(value);
  return (proto === Object.prototype || proto === null) && Object.prototype.toString.call(value) === '[object Object]';
}

const mark = Symbol.for('rx-futures.Future');

/**
 * Adds the mark by which any copy of the package recognises a Future, and the one that makes Vue's `reactive` skip it.
 */
export function markAsFuture(prototype: object): void {
  Object.defineProperty(prototype, mark, { value: true });
  Object.defineProperty(prototype, '__v_skip', { value: true });
}

/** Sets the name of the class, for `toString`, because bundlers rename classes. */
export function nameClass(futureClass: object, name: string): void {
  Object.defineProperty(futureClass, 'name', { value: name, configurable: true });
}

/** Returns true for a Future of this or any other copy of the package. A Proxy that throws is not a Future. */
export function isFuture(value: unknown): boolean {
  if (typeof value !== 'object' || value === null) return false;
  try {
    return (value as Record<symbol, unknown>)[mark] === true;
  } catch {
    return false;
  }
}

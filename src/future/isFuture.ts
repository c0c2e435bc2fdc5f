const mark = Symbol.for('rx-futures.Future');

/** Puts the mark by which any copy of the package knows a Future, and the one by which Vue's `reactive` leaves it alone. */
export function markAsFuture(prototype: object): void {
  Object.defineProperty(prototype, mark, { value: true });
  Object.defineProperty(prototype, '__v_skip', { value: true });
}

/** Gives the class its name as text, for `toString`: bundlers rename classes. */
export function nameClass(futureClass: object, name: string): void {
  Object.defineProperty(futureClass, 'name', { value: name, configurable: true });
}

/** Whether the value is a Future, of this copy of the package or another. A Proxy may throw, and is none then. */
export function isFuture(value: unknown): boolean {
  if (typeof value !== 'object' || value === null) return false;
  try {
    return (value as Record<symbol, unknown>)[mark] === true;
  } catch {
    return false;
  }
}

const mark = Symbol.for('rx-futures.Future');

/** Puts the mark by which any copy of the package knows a Future. */
export function markAsFuture(prototype: object): void {
  Object.defineProperty(prototype, mark, { value: true });
}

/** Gives the class its name as text, for `toString`: bundlers rename classes. */
export function nameClass(futureClass: object, name: string): void {
  Object.defineProperty(futureClass, 'name', { value: name, configurable: true });
}

/** Whether the value is a Future, of this copy of the package or another. */
export function isFuture(value: unknown): boolean {
  return typeof value === 'object' && value !== null && (value as Record<symbol, unknown>)[mark] === true;
}

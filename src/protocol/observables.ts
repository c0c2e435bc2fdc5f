/**
 * Returns true for an Observable of any copy of RxJS, a Subject or a Future, by its methods, which no clone preserves.
 */
export function isObservable(value: object): boolean {
  const { subscribe, pipe } = value as { subscribe?: unknown; pipe?: unknown };
  return typeof subscribe === 'function' && typeof pipe === 'function';
}

/** Returns true for a Future of any copy of this package. */
export function isFuture(value: object): boolean {
  const { result, cancel } = value as { result?: unknown; cancel?: unknown };
  return isObservable(value) && typeof result === 'function' && typeof cancel === 'function';
}

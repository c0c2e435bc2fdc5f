/** An Observable of any copy of RxJS, a Subject or a Future of ours, by what no clone brings along. */
export function isObservable(value: object): boolean {
  const { subscribe, pipe } = value as { subscribe?: unknown; pipe?: unknown };
  return typeof subscribe === 'function' && typeof pipe === 'function';
}

/** A Future of ours, of any copy. */
export function isFuture(value: object): boolean {
  const { result, cancel } = value as { result?: unknown; cancel?: unknown };
  return isObservable(value) && typeof result === 'function' && typeof cancel === 'function';
}

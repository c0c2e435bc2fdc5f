import type { Deferred } from './Deferred.js';

/** Returns `<Future state=finished returned Number>`: Python's `repr` without the address. */
export function formatFuture(className: string, completion: Deferred<unknown>): string {
  const state = completion.refreshState();
  return `<${className} state=${state.toLowerCase()}${outcomeText(completion)}>`;
}

function outcomeText(completion: Deferred<unknown>): string {
  if (completion.state !== 'FINISHED') return '';
  return `${completion.failed ? ' raised ' : ' returned '}${classOf(completion.outcome)}`;
}

function classOf(value: unknown): string {
  if (value === null || value === undefined) return String(value);
  try {
    const prototype = Object.getPrototypeOf(Object(value)) as { constructor?: { name?: unknown } } | null;
    const name = prototype?.constructor?.name;
    return typeof name === 'string' && name !== '' ? name : 'Object';
  } catch {
    return 'Object'; // a Proxy that throws
  }
}

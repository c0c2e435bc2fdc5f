/** What the function returns, or `undefined` when a getter, a trap of a Proxy or a hook of the user's throws in it. */
export function attempt<T>(look: () => T): T | undefined {
  try {
    return look();
  } catch {
    return undefined;
  }
}

/** Whether the value is an error of any realm: those of a vm context are not `instanceof` ours. */
export function isError(value: unknown): value is Error {
  if (typeof value !== 'object' || value === null) return false;
  return attempt(() => value instanceof Error || isTagged(value) || isDomException(value)) === true;
}

function isTagged(value: object): boolean {
  return Object.prototype.toString.call(value) === '[object Error]';
}

export function isDomException(value: unknown): boolean {
  return typeof DOMException === 'function' && attempt(() => value instanceof DOMException) === true;
}

/** The text, or that of a number and the like; `undefined` for what has none of its own. */
export function textOf(value: unknown): string | undefined {
  if (typeof value === 'string') return value;
  return ['number', 'bigint', 'boolean'].includes(typeof value) ? String(value) : undefined;
}

/**
 * The stack as text. `Error.prepareStackTrace` may have made anything of it: call sites are printed as the engine prints
 * them, other values are no stack.
 */
export function stackOf(error: unknown): string | undefined {
  const stack: unknown = attempt(() => (error as Error).stack);
  if (typeof stack === 'string') return stack;
  return attempt(() => (Array.isArray(stack) ? printed(error, stack) : undefined));
}

function printed(error: unknown, sites: readonly unknown[]): string | undefined {
  const frames = sites.filter(isCallSite).map((site) => `    at ${String(site)}`);
  return frames.length === 0 ? undefined : [titleOf(error), ...frames].join('\n');
}

function isCallSite(site: unknown): boolean {
  return typeof (site as { getFileName?: unknown } | null)?.getFileName === 'function';
}

/** Name and message, as the first line of a stack has them. */
export function titleOf(error: unknown): string {
  const name = textOf(attempt(() => (error as Error).name)) ?? 'Error';
  const message = textOf(attempt(() => (error as Error).message)) ?? '';
  return message === '' ? name : `${name}: ${message}`;
}

/**
 * Gives the error a stack. The old one is deleted first: to define a property over it would have the engine make its text,
 * by the user's `Error.prepareStackTrace`.
 */
export function setStack(error: Error, stack: string): void {
  attempt(() => {
    delete (error as { stack?: string }).stack;
    Object.defineProperty(error, 'stack', { value: stack, configurable: true, writable: true });
  });
}

/** How a thrown value that is no error is described; its own code may run, and may throw. */
export function describeThrown(thrown: unknown): string {
  if (typeof thrown === 'symbol') return `the symbol ${String(thrown)}`;
  if (typeof thrown === 'function') return `the function ${named(attempt(() => thrown.name))}`;
  if (typeof thrown !== 'object' || thrown === null) return `${typeof thrown} ${String(thrown)}`;
  const className = attempt(() => (thrown as { constructor?: { name?: unknown } }).constructor?.name);
  const kind = attempt(() => Array.isArray(thrown)) === true ? 'an array' : instanceText(className);
  const message = textOf(attempt(() => (thrown as { message?: unknown }).message));
  if (message !== undefined) return `${kind} with the message ${JSON.stringify(message)}`;
  const keys = attempt(() => Object.keys(thrown).slice(0, 8));
  if (keys === undefined) return `${kind} that cannot be read`;
  return keys.length === 0 ? kind : `${kind} with the properties ${keys.join(', ')}`;
}

function instanceText(className: unknown): string {
  const known = typeof className === 'string' && className !== '' && className !== 'Object';
  return known ? `an instance of ${className}` : 'an object';
}

function named(name: unknown): string {
  return typeof name === 'string' && name !== '' ? name : '(anonymous)';
}

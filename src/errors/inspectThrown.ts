/**
 * Returns the result of the function, or `undefined` when it throws: in a getter, a Proxy's trap or a hook of the
 * user's.
 */
export function attempt<T>(read: () => T): T | undefined {
  try {
    return read();
  } catch {
    return undefined;
  }
}

/** Returns true for an error of any realm: those of a vm context are not `instanceof` this realm's `Error`. */
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

/** Returns a string, number, bigint or boolean as a string; `undefined` for any other value. */
export function primitiveToString(value: unknown): string | undefined {
  if (typeof value === 'string') return value;
  return ['number', 'bigint', 'boolean'].includes(typeof value) ? String(value) : undefined;
}

/**
 * Returns the stack as a string. `Error.prepareStackTrace` may return any value for it: call sites are printed as the
 * engine prints them; any other value counts as no stack.
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

/** Returns name and message, as in the first line of a stack. */
export function titleOf(error: unknown): string {
  const name = primitiveToString(attempt(() => (error as Error).name)) ?? 'Error';
  const message = primitiveToString(attempt(() => (error as Error).message)) ?? '';
  return message === '' ? name : `${name}: ${message}`;
}

/**
 * Sets the stack of an error. The old one is deleted first: redefining the property would make the engine format the
 * old stack, which runs the user's `Error.prepareStackTrace`.
 */
export function setStack(error: Error, stack: string): void {
  attempt(() => {
    delete (error as { stack?: string }).stack;
    Object.defineProperty(error, 'stack', { value: stack, configurable: true, writable: true });
  });
}

/** Describes a thrown value that is not an error. The value's own code may run, and may throw. */
export function describeThrown(thrown: unknown): string {
  if (typeof thrown === 'symbol') return `the symbol ${String(thrown)}`;
  if (typeof thrown === 'function') return `the function ${named(attempt(() => thrown.name))}`;
  if (typeof thrown !== 'object' || thrown === null) return `${typeof thrown} ${String(thrown)}`;
  const className = attempt(() => (thrown as { constructor?: { name?: unknown } }).constructor?.name);
  const kind = attempt(() => Array.isArray(thrown)) === true ? 'an array' : describeInstance(className);
  const message = primitiveToString(attempt(() => (thrown as { message?: unknown }).message));
  if (message !== undefined) return `${kind} with the message ${JSON.stringify(message)}`;
  const keys = attempt(() => Object.keys(thrown).slice(0, 8));
  if (keys === undefined) return `${kind} that cannot be read`;
  return keys.length === 0 ? kind : `${kind} with the properties ${keys.join(', ')}`;
}

/** Describes an object by the name of its class, if it has one. */
export function describeInstance(className: unknown): string {
  const known = typeof className === 'string' && className !== '' && className !== 'Object';
  return known ? `an instance of ${className}` : 'an object';
}

function named(name: unknown): string {
  return typeof name === 'string' && name !== '' ? name : '(anonymous)';
}

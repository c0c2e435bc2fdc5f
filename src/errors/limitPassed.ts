import { TimeoutError } from './TimeoutError.js';

/** What `info.meta` of a TimeoutError of ours says. */
export interface TimeoutMeta {
  /** The name of the limit that passed, as `'runTimeout'`. */
  readonly limit: string;
  /** Its length in milliseconds. */
  readonly milliseconds: number;
}

/** RxJS's TimeoutError, saying which limit of ours passed. */
export function limitPassed(limit: string, milliseconds: number, message?: string): Error {
  const text = message ?? `${limit} of ${milliseconds} ms passed`;
  const meta: TimeoutMeta = { limit, milliseconds };
  const error = timeoutError({ meta, lastValue: null, seen: 0 }, text);
  Object.defineProperty(error, 'message', { value: text, configurable: true, writable: true });
  return error;
}

/**
 * RxJS's constructor assigns to properties that a frozen `Error.prototype` protects, and reads a stack, by the user's
 * `Error.prepareStackTrace`. Where it throws, an instance is made without it.
 */
function timeoutError(info: TimeoutError['info'] & {}, message: string): Error {
  try {
    return new TimeoutError(info);
  } catch {
    return Object.create(TimeoutError.prototype as object, {
      name: { value: 'TimeoutError', configurable: true, writable: true },
      stack: { value: `TimeoutError: ${message}`, configurable: true, writable: true },
      info: { value: info, configurable: true, writable: true },
    }) as Error;
  }
}

import { TimeoutError } from './TimeoutError.js';

/** The `info.meta` of this library's TimeoutErrors. */
export interface TimeoutMeta {
  /** The name of the limit that passed, as `'runTimeout'`. */
  readonly limit: string;
  /** Its length in milliseconds. */
  readonly milliseconds: number;
}

/** Returns RxJS's TimeoutError for a time limit of this library that has passed. */
export function limitPassed(
  limit: string,
  milliseconds: number,
  message = `${limit} of ${milliseconds} ms passed`,
): Error {
  const meta: TimeoutMeta = { limit, milliseconds };
  const error = timeoutError({ meta, lastValue: null, seen: 0 }, message);
  Object.defineProperty(error, 'message', { value: message, configurable: true, writable: true });
  return error;
}

/**
 * Creates the error without RxJS's constructor where that throws: it assigns to properties that a frozen
 * `Error.prototype` protects, and reads a stack, which runs the user's `Error.prepareStackTrace`.
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

import { brand } from './brand.js';

/**
 * A value could not be sent to a worker or back. `part` names the value, as `'argument 2'`, `'result.socket'`,
 * `'progress value'` or `'stream item'` (arguments count from 1); `cause` is the platform's own error, mostly a
 * `DataCloneError`. Its `code` is `ERR_SERIALIZATION`. The worker stays in service.
 *
 * @param message - The value that could not be sent, and why.
 * @param options - `part`: the name of the value; `cause`: the error of the platform.
 *
 * @example
 * ```ts
 * import { EventLoopExecutor, SerializationError } from 'rx-futures';
 *
 * const executor = new EventLoopExecutor({ isolate: true });
 * executor.submit((f: unknown) => typeof f, () => 1).subscribe({
 *   error: (error) => console.log(error instanceof SerializationError && error.part), // 'argument 1'
 * });
 * ```
 */
export class SerializationError extends Error {
  /** A stable string that identifies the kind of error. */
  declare readonly code: string;
  /** The value that could not be sent, as `'argument 2'` or `'result.socket'`. */
  readonly part: string | undefined;

  constructor(message?: string, options: ErrorOptions & { part?: string } = {}) {
    super(message, 'cause' in options ? { cause: options.cause } : undefined);
    this.part = options.part;
  }
}
brand(SerializationError, 'SerializationError', 'ERR_SERIALIZATION');

import { throwError } from 'rxjs';

/**
 * Reports an error that has no handler as RxJS does: to `config.onUnhandledError` when it is set, otherwise by throwing
 * it from a timer. Subscribing without an error handler is the public API for that.
 */
export function reportError(error: unknown): void {
  throwError(() => error).subscribe();
}

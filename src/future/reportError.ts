import { throwError } from 'rxjs';

/**
 * Tells the world of an error that has nobody to go to, the way RxJS does it: `config.onUnhandledError` when it is set,
 * else thrown from a timer. A subscriber without an error handler *is* that way, by public API.
 */
export function reportError(error: unknown): void {
  throwError(() => error).subscribe();
}

import { inject, makeStateKey, PLATFORM_ID, TransferState } from '@angular/core';
import { defer, type Observable, type ObservableInput, of, tap } from 'rxjs';
import { checkFunction, checkString } from '../../options/checks.js';

/**
 * Returns the result of work that a server has done for the page already, or else does the work: on the server each
 * subscription does it and the result is sent with the page; in the browser the first call with the key takes that
 * result, and does no work. A page that was not rendered on a server does the work in the browser.
 *
 * The result has to survive `JSON.stringify`. An error is not sent: the browser does the work again. Call it in an
 * injection context.
 *
 * Angular's `TransferState`, for tasks.
 *
 * Errors: those of the work.
 *
 * @param key - A name of the work that is unique in the page.
 * @param work - Does the work, as `() => executor.task(…)`; of several values the last one is sent.
 * @returns An Observable of the result. It emits at once where the server has sent it, so `toSignal` has its value from
 *   the start. Unsubscribing does what it does to the Observable of the work: it aborts `task`, and not `submit`.
 * @throws TypeError for a key that is not a string and work that is not a function; NG0203 outside of an injection
 *   context.
 *
 * @example
 * ```ts no-run
 * import { toSignal } from '@angular/core/rxjs-interop';
 * import { taskModule } from 'rx-futures';
 * import { injectExecutor, transferResult } from 'rx-futures/angular';
 *
 * const tasks = taskModule<{ countWords(): number }>();
 *
 * // a component
 * class Words {
 *   readonly #executor = injectExecutor();
 *   readonly count = toSignal(transferResult('words', () => this.#executor.task(tasks.countWords)));
 * }
 * ```
 */
export function transferResult<T>(key: string, work: () => ObservableInput<T>): Observable<T> {
  const stateKey = makeStateKey<T>(`rx-futures.${checkString(key, 'key')}`);
  const results = defer(checkFunction<() => ObservableInput<T>>(work, 'work'));
  const state = inject(TransferState);
  if (inject(PLATFORM_ID) === 'server') return results.pipe(tap((result) => state.set(stateKey, result)));
  if (!state.hasKey(stateKey)) return results;
  const result = state.get(stateKey, undefined as T);
  state.remove(stateKey);
  return of(result);
}

import { inject } from '@angular/core';
import type { Executor } from '../../executor/Executor.js';
import { executorToken } from './executorToken.js';

/**
 * Returns the executor that the nearest `provideExecutor` provides.
 *
 * Errors: Angular's own, if none is provided or if it is called outside of an injection context.
 *
 * @returns The executor; do not shut it down, its injector does.
 * @throws NullInjectorError (NG0201) if there is no provider, NG0203 outside of an injection context.
 *
 * @example
 * ```ts no-run
 * import { type Observable, Subject, switchMap } from 'rxjs';
 * import { taskModule } from 'rx-futures';
 * import { injectExecutor } from 'rx-futures/angular';
 *
 * // with `typeof import('./app.worker').tasks` as its type argument, the names and types are those of the worker's file
 * const tasks = taskModule<{ search(query: string): string[] }>();
 *
 * // an `@Injectable`, or a component
 * class Search {
 *   readonly #executor = injectExecutor();
 *   readonly query = new Subject<string>();
 *   readonly results: Observable<string[]> = this.query.pipe(
 *     switchMap((query) => this.#executor.task(tasks.search, query)),
 *   );
 * }
 * ```
 */
export function injectExecutor(): Executor {
  return inject(executorToken);
}

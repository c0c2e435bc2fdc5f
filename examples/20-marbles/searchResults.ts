import { BrokenExecutor, type Executor, taskModule } from 'rx-futures';
import { catchError, type Observable, of, retry, switchMap, throwError } from 'rxjs';

const { search } = taskModule<typeof import('./tasks.js')>(new URL('./tasks.js', import.meta.url));

/**
 * The pipeline: for each query its results, until the next one comes. A search that takes too long is given up, and one
 * whose worker is lost is made once more. It is given its executor, so that it can be given another one in a test.
 */
export function searchResults(queries: Observable<string>, executor: Executor): Observable<string> {
  const limited = executor.with({ timeout: 5_000 });
  return queries.pipe(
    switchMap((query) =>
      limited.task(search, query).pipe(
        retry({ count: 1, delay: onlyIfLost }),
        catchError((error: Error) => of(error.name)),
      ),
    ),
  );
}

function onlyIfLost(error: unknown): Observable<unknown> {
  return error instanceof BrokenExecutor ? of('again') : throwError(() => error);
}

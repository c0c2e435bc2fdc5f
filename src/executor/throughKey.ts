import type { Observable } from 'rxjs';
import type { Site } from './SubmitStacks.js';
import type { AnyTask } from './Task.js';

/** The key of the method by which an executor runs operators; any copy of the package uses the same key. */
export const throughKey: unique symbol = Symbol.for('rx-futures.through') as never;

/** An executor that runs operators. */
export interface OperatorRunner {
  [throughKey](
    operator: AnyTask,
    args: readonly unknown[],
    source: Observable<unknown>,
    site?: Site,
  ): Observable<unknown>;
}

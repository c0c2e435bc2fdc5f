import { Observable } from 'rxjs';
import type { ExecutorCore } from './ExecutorCore.js';
import { resolveOptions } from './JobOptions.js';
import { MapRun } from './MapRun.js';
import { SourcePause } from './SourcePause.js';
import { feedLaterStage } from './StreamSubscription.js';
import type { SubmitOptions } from './SubmitOptions.js';
import { heldByStreams } from './streamSlots.js';
import type { AnyTask } from './Task.js';
import { checkInputs, ZippedRows } from './ZippedRows.js';

/** The two methods that call a task for rows: `mapSettled` emits failures as outcomes and goes on. */
export type MapMethod = 'map' | 'mapSettled';

/**
 * Implements `executor.map` and `executor.mapSettled`: calls the task for zipped inputs, emits the results, and pulls no
 * further ahead than is useful.
 */
export function mapRows(
  core: ExecutorCore,
  method: MapMethod,
  task: AnyTask,
  inputs: readonly unknown[],
  options: SubmitOptions,
): Observable<unknown> {
  checkInputs(inputs, method);
  return new Observable((subscriber) => {
    core.lifecycle.checkOpen();
    const run = new MapRun(core, task, resolveOptions(options), method === 'mapSettled', subscriber);
    subscriber.add(() => run.end());
    const starving = (): boolean => heldByStreams(core.runner);
    const makePause = (): SourcePause => new SourcePause(run, starving, core.backgroundClock);
    feedLaterStage(core, run);
    if (!subscriber.closed) run.start(new ZippedRows(inputs, makePause));
  });
}

import { DestroyRef, type FactoryProvider, inject } from '@angular/core';
import type { Executor, ShutdownOptions } from '../../executor/Executor.js';
import { checkShutdownOptions } from '../../executor/shutdownOptions.js';
import { executorToken } from './executorToken.js';
import { makeIntegrated } from './makeIntegrated.js';

/** Queued tasks are not needed once the injector is destroyed; running tasks get a second to end. */
const withItsInjector: ShutdownOptions = { cancelFutures: true, timeout: 1000 };

/**
 * Provides an executor to an application, a route, or a component and its children. It is made when it is first
 * injected, and shut down with the injector that made it. The factory may use `inject()`; in a test, provide a factory
 * of another executor.
 *
 * With zone.js, subscribers (of `events` too) and done-callbacks run in the zone in which they were added, and the pool's
 * own work runs outside of Angular's zone. From Angular 19 on, the application is not stable
 * while the executor has work (`PendingTasks`), so a server waits for it, up to the end of a `stream`.
 *
 * Errors: an error of the factory is thrown by the first `injectExecutor()`.
 *
 * @param factory - Makes the executor.
 * @param shutdown - How the executor is shut down with its injector. Default: queued tasks are cancelled, and running tasks
 *   are aborted after a second.
 * @returns A provider, for any list of providers.
 * @throws TypeError for a shutdown option of the wrong type, RangeError for one out of range.
 *
 * @example
 * ```ts no-run
 * import type { ApplicationConfig } from '@angular/core';
 * import { provideExecutor } from 'rx-futures/angular';
 * import { WebWorkerPoolExecutor } from 'rx-futures/web';
 *
 * export const appConfig: ApplicationConfig = {
 *   providers: [
 *     provideExecutor(
 *       () =>
 *         new WebWorkerPoolExecutor({
 *           worker: () => new Worker(new URL('./app.worker', import.meta.url), { type: 'module' }),
 *         }),
 *     ),
 *   ],
 * };
 * ```
 */
export function provideExecutor(factory: () => Executor, shutdown: ShutdownOptions = withItsInjector): FactoryProvider {
  const checked = checkShutdownOptions(shutdown);
  return { provide: executorToken, useFactory: () => executorOf(factory, checked) };
}

function executorOf(factory: () => Executor, shutdown: ShutdownOptions): Executor {
  const executor = makeIntegrated(factory);
  inject(DestroyRef).onDestroy(() => void executor.shutdown(shutdown));
  return executor;
}

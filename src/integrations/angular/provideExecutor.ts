import { DestroyRef, type FactoryProvider, inject } from '@angular/core';
import type { Executor, ShutdownOptions } from '../../executor/Executor.js';
import { checkShutdownOptions } from '../../executor/shutdownOptions.js';
import { executorToken } from './executorToken.js';

/** With its injector goes the need for what has not begun; what runs has a second to end. */
const withItsInjector: ShutdownOptions = { cancelFutures: true, timeout: 1000 };

/**
 * Provides an executor: to an application, a route, or a component and what is in it. It is made when it is first
 * injected, and shut down with the injector that made it. The factory may inject; in a test, give it another executor.
 *
 * Errors: what the factory throws is thrown by the first `injectExecutor()`.
 *
 * @param factory - Makes the executor.
 * @param shutdown - How it ends with its injector; when left out, what has not begun is cancelled, and what runs is
 *   aborted after a second.
 * @returns A provider, for every list of providers.
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
  const executor = factory();
  inject(DestroyRef).onDestroy(() => void executor.shutdown(shutdown));
  return executor;
}

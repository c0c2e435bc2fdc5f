import type { ApplicationConfig } from '@angular/core';
import { provideExecutor } from 'rx-futures/angular';
import { WebWorkerPoolExecutor } from 'rx-futures/web';

/** One pool for the application; it is shut down with it. */
export const appConfig: ApplicationConfig = {
  providers: [
    provideExecutor(
      () =>
        new WebWorkerPoolExecutor({
          maxWorkers: Math.min(4, Math.max(2, navigator.hardwareConcurrency - 1)),
          worker: () => new Worker(new URL('./app.worker', import.meta.url), { type: 'module' }),
        }),
    ),
  ],
};

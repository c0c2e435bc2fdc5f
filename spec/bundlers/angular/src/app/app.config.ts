import { type ApplicationConfig, provideZoneChangeDetection } from '@angular/core';
import { provideExecutor } from 'rx-futures/angular';
import { WebWorkerPoolExecutor } from 'rx-futures/web';

const hasZones = 'Zone' in globalThis;

export const appConfig: ApplicationConfig = {
  providers: [
    ...(hasZones ? [provideZoneChangeDetection({ eventCoalescing: true })] : []),
    provideExecutor(
      () =>
        new WebWorkerPoolExecutor({
          maxWorkers: 1,
          worker: () => new Worker(new URL('./app.worker', import.meta.url), { type: 'module' }),
        }),
    ),
  ],
};

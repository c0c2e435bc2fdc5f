import { type ApplicationConfig, provideZoneChangeDetection } from '@angular/core';
import { provideClientHydration } from '@angular/platform-browser';
import { EventLoopExecutor } from 'rx-futures';
import { provideExecutor } from 'rx-futures/angular';
import { WebWorkerPoolExecutor } from 'rx-futures/web';

export const pageConfig: ApplicationConfig = {
  providers: [
    ...('Zone' in globalThis ? [provideZoneChangeDetection()] : []),
    provideClientHydration(),
    provideExecutor(() =>
      typeof Worker === 'undefined'
        ? new EventLoopExecutor({ worker: () => import('../app/app.worker') })
        : new WebWorkerPoolExecutor({
            worker: () => new Worker(new URL('../app/app.worker', import.meta.url), { type: 'module' }),
          }),
    ),
  ],
};

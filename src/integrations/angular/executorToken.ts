import { InjectionToken } from '@angular/core';
import type { Executor } from '../../executor/Executor.js';

/** The injection token of the executor. */
export const executorToken = new InjectionToken<Executor>('Executor (provideExecutor of rx-futures/angular)');

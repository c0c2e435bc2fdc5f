import { InjectionToken } from '@angular/core';
import type { Executor } from '../../executor/Executor.js';

/** What an injector knows its executor by. */
export const executorToken = new InjectionToken<Executor>('Executor (provideExecutor of rx-futures/angular)');

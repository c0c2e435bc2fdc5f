import { inject, NgZone } from '@angular/core';
import type { Executor } from '../../executor/Executor.js';
import { integrate } from '../../executor/integrate.js';
import type { Job } from '../../executor/Job.js';
import type { Future } from '../../future/Future.js';
import { pendingWork } from './pendingWork.js';
import { ZoneFuture } from './ZoneFuture.js';
import { captureZone, hasZones } from './zones.js';

/** Makes an executor of the factory that works with Angular's change detection and with its server rendering. */
export function makeIntegrated(factory: () => Executor): Executor {
  const activity = pendingWork();
  if (!hasZones()) {
    const executor = factory();
    integrate(executor, { activity });
    return executor;
  }
  const zone = inject(NgZone, { optional: true });
  const runOutside = <R>(fn: () => R): R => (zone === null ? fn() : zone.runOutsideAngular(fn));
  const executor = runOutside(factory);
  const makeFuture = (job: Job): Future<unknown> => new ZoneFuture(job);
  integrate(executor, { captureContext: captureZone, runOutside, makeFuture, activity });
  return executor;
}

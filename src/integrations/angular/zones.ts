import type { RunInContext } from '../../executor/SubmitOptions.js';

/** A zone of zone.js, as far as it is used here. */
interface Zone {
  readonly parent: Zone | null;
  run<R>(fn: () => R): R;
  scheduleMicroTask(source: string, callback: () => void): unknown;
}

type Zones = { readonly Zone?: { readonly current: Zone } };

/** Returns true if the application has loaded zone.js. */
export function hasZones(): boolean {
  return (globalThis as Zones).Zone !== undefined;
}

function currentZone(): Zone {
  return (globalThis as unknown as Required<Zones>).Zone.current;
}

const contexts = new WeakMap<Zone, RunInContext>();

/** Returns the function that runs others in the current zone. Call it only where there is zone.js. */
export function captureZone(): RunInContext {
  const zone = currentZone();
  let context = contexts.get(zone);
  if (context === undefined) {
    context = runIn(zone);
    contexts.set(zone, context);
  }
  return context;
}

/**
 * Returns the function that enters a zone. Angular checks for changes when its zone is left and has no microtask: one
 * microtask for all that is delivered in a turn of the event loop makes that one check instead of one for each result.
 */
function runIn(zone: Zone): RunInContext {
  let awaitsMicrotask = zone.parent === null;
  const enter = <R>(fn: () => R): R => {
    if (!awaitsMicrotask) {
      awaitsMicrotask = true;
      zone.scheduleMicroTask('rx-futures', () => {
        awaitsMicrotask = false;
      });
    }
    return fn();
  };
  return (fn) => (currentZone() === zone ? fn() : zone.run(() => enter(fn)));
}

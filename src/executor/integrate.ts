import { Observable } from 'rxjs';
import { bindToContext } from './bindToContext.js';
import { captureNow } from './captureNow.js';
import type { Executor } from './Executor.js';
import { hide } from './hidden.js';
import type { Integration } from './Integration.js';
import { optionsKey, sharedKey, type WithParts } from './parts.js';
import type { RunInContext } from './SubmitOptions.js';

/**
 * Integrates an executor in a framework, before its first task. Only the given view gets the default of
 * `captureContext`, and the views made of it. An executor that is none of this copy of the package is left as it is.
 */
export function integrate(executor: Executor, integration: Integration): void {
  if (!isOwn(executor)) return;
  const { core } = executor[sharedKey]();
  core.integration = integration;
  core.lifecycle.activity = integration.activity;
  const options = executor[optionsKey]();
  const captureContext = options.captureContext ?? integration.captureContext;
  hide(executor, optionsKey, Object.freeze({ ...options, captureContext }));
  if (integration.captureContext === undefined) return;
  core.bus.events = eachInItsContext(core.bus.events, integration.captureContext);
  Object.assign(executor, { events: core.bus.events });
}

/** Returns the source, whose subscribers run in the context in which they subscribed. */
function eachInItsContext<T>(source: Observable<T>, captureContext: () => RunInContext): Observable<T> {
  return new Observable((subscriber) => source.subscribe(bindToContext(captureNow(captureContext), subscriber)));
}

function isOwn(executor: Executor): executor is Executor & WithParts {
  return sharedKey in executor;
}

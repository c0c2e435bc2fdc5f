import type { Executor } from './Executor.js';
import { hide } from './hidden.js';
import type { Integration } from './Integration.js';
import { optionsKey, sharedKey, type WithParts } from './parts.js';

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
}

function isOwn(executor: Executor): executor is Executor & WithParts {
  return sharedKey in executor;
}

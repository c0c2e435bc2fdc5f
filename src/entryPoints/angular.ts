/** The entry point `rx-futures/angular`: executors whose lifetime is that of an Angular injector. */
export { injectExecutor } from '../integrations/angular/injectExecutor.js';
export { provideExecutor } from '../integrations/angular/provideExecutor.js';
export type { TaskResourceStatus } from '../integrations/angular/TaskRequests.js';
export { type TaskResource, type TaskResourceOptions, taskResource } from '../integrations/angular/taskResource.js';
export { transferResult } from '../integrations/angular/transferResult.js';

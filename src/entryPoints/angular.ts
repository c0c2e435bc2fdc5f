/** The door `rx-futures/angular`: an executor that lives and ends with an injector. */
export { injectExecutor } from '../integrations/angular/injectExecutor.js';
export { provideExecutor } from '../integrations/angular/provideExecutor.js';

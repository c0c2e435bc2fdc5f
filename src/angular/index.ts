/** The door `rx-futures/angular`: an executor that lives and ends with an injector. */
export { injectExecutor } from './injectExecutor.js';
export { provideExecutor } from './provideExecutor.js';

/** The entry point `rx-futures/web/inline`: Web Workers without a file, for inline functions. */

export { inlineWorker } from '../executors/webWorker/inlineWorker.js';

/** The entry point `rx-futures/worker`: the functions that a task can use inside its worker. Does not load rxjs. */
export { registerError } from '../protocol/registerError.js';
export { transfer } from '../protocol/transfer.js';
export { type CurrentTask, currentTask } from '../worker/currentTask.js';
export { expose } from '../worker/expose.js';
export { isWorker } from '../worker/isWorker.js';

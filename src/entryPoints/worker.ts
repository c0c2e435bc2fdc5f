/** The door `rx-futures/worker`: what a task can use inside its worker. Free of rxjs. */
export { registerError } from '../protocol/registerError.js';
export { transfer } from '../protocol/transfer.js';
export { type CurrentTask, currentTask } from '../worker/currentTask.js';
export { expose } from '../worker/expose.js';
export { isWorker } from '../worker/isWorker.js';

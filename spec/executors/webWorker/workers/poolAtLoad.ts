import { WebWorkerPoolExecutor } from '../../../../src/executors/webWorker/WebWorkerPoolExecutor.js';

/** A module of tasks that makes a pool when it is loaded, as the file of a program does. */
export const pool = new WebWorkerPoolExecutor();
export const one = (): number => 1;

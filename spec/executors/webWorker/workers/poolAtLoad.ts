import { inlineWorker } from '../../../../src/executors/webWorker/inlineWorker.js';
import { WebWorkerPoolExecutor } from '../../../../src/executors/webWorker/WebWorkerPoolExecutor.js';

/** A module of tasks that makes a pool when it is loaded, as the file of a program does. */
export const pool = new WebWorkerPoolExecutor({ worker: inlineWorker });
export const one = (): number => 1;

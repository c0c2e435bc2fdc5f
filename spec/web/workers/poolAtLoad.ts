import { WebWorkerPoolExecutor } from '../../../src/web/WebWorkerPoolExecutor.js';

/** A module of tasks that makes a pool when it is loaded, as the file of a program does. */
export const pool = new WebWorkerPoolExecutor();
export const one = (): number => 1;

import { expose } from '../../../../src/worker/expose.js';

/** The worker file of most specs: it serves every module that it is asked to import. */
const tasks = { triple: (n: number) => n * 3, which: () => 'serving' };
expose(tasks);
export type Serving = typeof tasks;

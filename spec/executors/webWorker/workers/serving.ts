import { expose } from '../../../../src/worker/expose.js';

/** The worker's own file of most specs: it serves whatever it is asked to import. */
const tasks = { triple: (n: number) => n * 3, which: () => 'serving' };
expose(tasks);
export type Serving = typeof tasks;

/// <reference lib="webworker" />
import { expose } from 'rx-futures/worker';
import { makeOrders, summarize } from './orders';
import { countWords, search } from './search';

/** The tasks of the workers; the page refers to them by `taskModule<typeof import('./app.worker').tasks>()`. */
export const tasks = { search, countWords, makeOrders, summarize };
expose(tasks);

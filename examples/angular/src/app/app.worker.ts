/// <reference lib="webworker" />
import { expose } from 'rx-futures/worker';
import { makeOrders, summarize } from './orders';
import { countWords, search } from './search';

/** What the workers do; the page refers to it by `taskModule<typeof import('./app.worker').tasks>()`. */
export const tasks = { search, countWords, makeOrders, summarize };
expose(tasks);

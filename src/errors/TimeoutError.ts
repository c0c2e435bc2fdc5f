/**
 * RxJS's own error of a time limit, under the same name: Python 3.11 made its `TimeoutError` an alias of the built-in
 * one, and this is the same step. `info.meta` names the limit and its milliseconds where one of ours passed.
 */
export { TimeoutError } from 'rxjs';

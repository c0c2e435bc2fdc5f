/**
 * RxJS's `TimeoutError`, under the same name: likewise, Python 3.11 made its `TimeoutError` an alias of the built-in
 * one. When a time limit of this library has passed, `info.meta` names the limit and its milliseconds.
 */
export { TimeoutError } from 'rxjs';

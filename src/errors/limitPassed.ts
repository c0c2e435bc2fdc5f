import { TimeoutError } from './TimeoutError.js';

/** What `info.meta` of a TimeoutError of ours says. */
export interface TimeoutMeta {
  /** The name of the limit that passed, as `'runTimeout'`. */
  readonly limit: string;
  /** Its length in milliseconds. */
  readonly milliseconds: number;
}

/** RxJS's TimeoutError, saying which limit of ours passed. */
export function limitPassed(limit: string, milliseconds: number, message?: string): Error {
  const meta: TimeoutMeta = { limit, milliseconds };
  const error = new TimeoutError({ meta, lastValue: null, seen: 0 });
  error.message = message ?? `${limit} of ${milliseconds} ms passed`;
  return error;
}

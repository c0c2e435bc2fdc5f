import { checkBoolean, checkLimit } from '../options/checks.js';
import { type OptionsTaker, readOptions, type Schema } from '../options/readOptions.js';
import type { ShutdownOptions } from './Executor.js';

const schema = {
  wait: checkBoolean,
  cancelFutures: checkBoolean,
  timeout: checkLimit,
} satisfies Schema<ShutdownOptions>;
const taker: OptionsTaker = { name: 'shutdown()', write: 'shutdown({ wait: false })' };

/** Returns the options of a shutdown, checked. */
export function checkShutdownOptions(options: unknown): ShutdownOptions {
  return readOptions(options, schema, taker);
}

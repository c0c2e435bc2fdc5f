import { availableParallelism } from 'node:os';

/** Returns as many workers as the machine or the container can run at once; an environment variable overrides it. */
export function defaultMaxWorkers(): number {
  const { RX_FUTURES_MAX_WORKERS: wanted } = process.env;
  if (wanted === undefined || wanted === '') return availableParallelism();
  const count = Number(wanted);
  if (Number.isInteger(count) && count >= 1) return count;
  throw new RangeError(`RX_FUTURES_MAX_WORKERS must be a whole number of 1 or more, got "${wanted}"`);
}

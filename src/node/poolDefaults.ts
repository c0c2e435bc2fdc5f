import { availableParallelism } from 'node:os';

/** As many workers as the machine, or the container, can run at once; an environment variable overrides it. */
export function defaultMaxWorkers(): number {
  const { RX_FUTURES_MAX_WORKERS: wanted } = process.env;
  if (wanted === undefined || wanted === '') return availableParallelism();
  const count = Number(wanted);
  if (Number.isInteger(count) && count >= 1) return count;
  throw new RangeError(`RX_FUTURES_MAX_WORKERS must be a whole number of 1 or more, got "${wanted}"`);
}

/** Where tsx's own API is, when the program runs under tsx: threads of older Nodes do not inherit its loader. */
export function typeScriptLoader(): string | undefined {
  for (const argument of process.execArgv) {
    const found = /file:\/\/\S*\/tsx\/dist\/(?=loader\.mjs$)/.exec(argument)?.[0];
    if (found !== undefined) return new URL('esm/api/index.mjs', found).href;
  }
  return process.execArgv.some((each) => /^(--import=)?tsx$/.test(each)) ? 'tsx/esm/api' : undefined;
}

/** The part of Node's `process` that this module uses. */
interface ProcessLike {
  prependListener(event: 'exit', listener: () => void): unknown;
  /** Set before the listeners of `exit` are called; undocumented, so it is only the second source. */
  readonly _exiting?: unknown;
}

/** True while the process is exiting: its event loop does not turn again, so no task can run or settle. */
export const processExit = { started: false };

let watched: ProcessLike | undefined;

/** Watches for the exit of the process, where there is one, with one listener for all executors. */
export function watchProcessExit(): void {
  watched ??= watch();
  checkProcessExit();
}

/** Covers `exit` listeners that run before the library's own. Costs more than reading the flag. */
export function checkProcessExit(): void {
  if (watched?._exiting === true) processExit.started = true;
}

/** Returns the global object's own `process`; browsers have none, and a bundler's substitute may lack its methods. */
function watch(): ProcessLike | undefined {
  const { process } = globalThis as { process?: Partial<ProcessLike> };
  if (!Object.hasOwn(globalThis, 'process') || typeof process?.prependListener !== 'function') return undefined;
  process.prependListener('exit', () => {
    processExit.started = true;
  });
  return process as ProcessLike;
}

/** Node's `process`, as far as it is of use here. */
interface ProcessLike {
  prependListener(event: 'exit', listener: () => void): unknown;
  /** Set before the listeners of `exit` are called; not documented, so it is only a second source. */
  readonly _exiting?: unknown;
}

/** Whether the process is exiting: its event loop does not turn again, so no task could run or answer. */
export const processExit = { begun: false };

let watched: ProcessLike | undefined;

/** Watches the end of the process, where there is one: by one listener, however many executors there are. */
export function watchProcessExit(): void {
  watched ??= watch();
  lookForExit();
}

/** Covers listeners of `exit` that are called before the library's own. Costs more than a look at the flag. */
export function lookForExit(): void {
  if (watched?._exiting === true) processExit.begun = true;
}

/** The global object's own `process`; browsers have none, and what a bundler puts there may be no more than a name. */
function watch(): ProcessLike | undefined {
  const { process } = globalThis as { process?: Partial<ProcessLike> };
  if (!Object.hasOwn(globalThis, 'process') || typeof process?.prependListener !== 'function') return undefined;
  process.prependListener('exit', () => {
    processExit.begun = true;
  });
  return process as ProcessLike;
}

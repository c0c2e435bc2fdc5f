/**
 * Calls `end` for an uncaught error: the worker's state is unknown by then. Where the user's own code listens to
 * `uncaughtException`, that code handles the error, as in any Node program, and the worker goes on.
 */
export function endWithUncaughtErrors(end: (error: unknown) => void): void {
  let handled = false;
  const uncaught = (error: unknown): void => {
    if (!handled) end(error);
  };
  // Emitted before `uncaughtException`, during which a listener that was added by `once` may be gone already.
  process.on('uncaughtExceptionMonitor', () => {
    handled = process.listeners('uncaughtException').some((listener) => listener !== uncaught);
  });
  process.on('uncaughtException', uncaught);
}

/**
 * Calls `end` for an error that nothing has caught: by then the worker's work is in an unknown state. Where the user's own code
 * listens to `uncaughtException` the error is that code's affair, as it is in any Node program, and the worker goes on.
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

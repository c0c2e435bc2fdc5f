/** Signals that a terminal or a supervisor sends to every process of a program. */
const signals = ['SIGINT', 'SIGTERM', 'SIGHUP'] as const;

function ignore(): void {}

/**
 * Ignores these signals and leaves them to the host: it ends, and this process with it, or it lets its tasks end first.
 * A task's own listeners are called as usual.
 */
export function leaveSignalsToHost(): void {
  for (const signal of signals) process.on(signal, ignore);
}

/**
 * Ends this process by SIGTERM on the host's request: the signal has the effect that it has where it is not ignored.
 */
export function obeyTerminate(): void {
  process.off('SIGTERM', ignore);
  if (process.listenerCount('SIGTERM') === 0) process.kill(process.pid, 'SIGTERM');
}

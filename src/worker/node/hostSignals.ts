/** Signals that a terminal or a supervisor sends to every process of a program. */
const signals = ['SIGINT', 'SIGTERM', 'SIGHUP'] as const;

function ignore(): void {}

/**
 * Leaves the meaning of these signals to the host: it ends, and this process with it, or it lets its tasks end first. A
 * task's own listeners are called as anywhere else.
 */
export function leaveSignalsToHost(): void {
  for (const signal of signals) process.on(signal, ignore);
}

/** The host itself wants this process to end by SIGTERM: the signal does what it does where nothing ignores it. */
export function obeyTerminate(): void {
  process.off('SIGTERM', ignore);
  if (process.listenerCount('SIGTERM') === 0) process.kill(process.pid, 'SIGTERM');
}

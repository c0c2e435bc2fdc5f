/**
 * Asks the programs that tasks have started here to end: all of the process group that this process leads. Where it leads
 * none, there is no group of its number.
 */
export function endOwnGroup(): void {
  if (process.platform === 'win32') return;
  try {
    process.kill(-process.pid, 'SIGTERM');
  } catch {
    // It leads no group: a program between the host and this process does, and the host signals that one.
  }
}

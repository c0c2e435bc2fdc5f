/**
 * Sends SIGTERM to the programs that tasks have started: to the process group that this process leads. If it leads
 * none, no group has its number.
 */
export function endOwnGroup(): void {
  if (process.platform === 'win32') return;
  try {
    process.kill(-process.pid, 'SIGTERM');
  } catch {
    // This process leads no group: a program between the host and this process does, and the host signals that one.
  }
}

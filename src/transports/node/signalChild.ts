import type { ChildProcess } from 'node:child_process';

/**
 * Whether each child leads a process group of its own. A signal to the group of this program (a terminal's, a supervisor's)
 * does not reach it then, and it can be ended together with the programs that its tasks have started. Windows has no such
 * groups.
 */
export const childrenLeadGroups = process.platform !== 'win32';

/** Signals a child, and the programs that its tasks have started. Does nothing unless the child has started and not ended. */
export function signalChild(child: ChildProcess, signal: NodeJS.Signals): void {
  const { pid, exitCode, signalCode } = child;
  // Node's own `kill` of a child that could not be started signals number 0, which is this program and its whole group.
  if (pid === undefined || exitCode !== null || signalCode !== null) return;
  if (!signalGroup(pid, signal)) child.kill(signal);
}

/**
 * Signals the process group that a child leads or has led. To be called before the child's end was noticed or in the moment
 * it is: the system gives the number to nothing else while the child, or any program of its group, is there.
 *
 * @returns Whether there was such a group.
 */
export function signalGroup(leader: number | undefined, signal: NodeJS.Signals): boolean {
  if (!childrenLeadGroups || leader === undefined || !Number.isInteger(leader) || leader <= 1) return false;
  try {
    return process.kill(-leader, signal);
  } catch {
    // ESRCH: the group is empty. EPERM: all that is left of it has another user, or, on macOS, waits to be reaped.
    return false;
  }
}

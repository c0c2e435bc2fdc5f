import type { ChildProcess } from 'node:child_process';

/**
 * True if each child leads its own process group. A signal to the group of this program (from a terminal or a
 * supervisor) does not reach it then, and it can be ended together with the programs that its tasks have started.
 * Windows has no such groups.
 */
export const childrenLeadGroups = process.platform !== 'win32';

/**
 * Signals a child, and the programs that its tasks have started. Does nothing unless the child has started and not
 * ended.
 */
export function signalChild(child: ChildProcess, signal: NodeJS.Signals): void {
  const { pid, exitCode, signalCode } = child;
  // Node's own `kill` of a child that could not be started signals process 0, which is the whole group of this program.
  if (pid === undefined || exitCode !== null || signalCode !== null) return;
  if (!signalGroup(pid, signal)) child.kill(signal);
}

/**
 * Signals the process group that a child leads or has led. Call it before the child's end was noticed or in that
 * moment: the system does not reuse the number while the child, or any program of its group, exists.
 *
 * @returns True if there was such a group.
 */
export function signalGroup(leader: number | undefined, signal: NodeJS.Signals): boolean {
  if (!childrenLeadGroups || leader === undefined || !Number.isInteger(leader) || leader <= 1) return false;
  try {
    return process.kill(-leader, signal);
  } catch {
    // ESRCH: the group is empty. EPERM: its remaining processes have another user or, on macOS, wait to be reaped.
    return false;
  }
}

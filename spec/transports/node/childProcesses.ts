import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { childrenLeadGroups, signalChild } from '../../../src/transports/node/signalChild.js';

const started: ChildProcess[] = [];

/** Starts a shell command as pools start their children: at the head of a process group, with stderr as a pipe. */
export function startShell(command: string): ChildProcess {
  const child = spawn('/bin/sh', ['-c', command], { stdio: ['ignore', 'pipe', 'pipe'], detached: childrenLeadGroups });
  started.push(child);
  return child;
}

/** Kills the children that a test has left, and waits for their ends. */
export async function killStarted(): Promise<void> {
  for (const child of started.splice(0)) {
    if (child.pid === undefined || child.exitCode !== null || child.signalCode !== null) continue;
    const closed = once(child, 'close');
    signalChild(child, 'SIGKILL');
    await closed;
  }
}

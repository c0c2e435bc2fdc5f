import type { ChildProcess } from 'node:child_process';
import { signalChild } from './signalChild.js';

/** A child, and whether it runs a task: a busy child does not read its channel, so it would outlive this process. */
interface TrackedChild {
  readonly child: ChildProcess;
  readonly isBusy: () => boolean;
}

const tracked = new Set<TrackedChild>();

/** Kills the child at the end of this process if it is busy then; the returned function cancels that. */
export function keepTrack(child: ChildProcess, isBusy: () => boolean): () => void {
  const entry = { child, isBusy };
  if (tracked.size === 0) process.on('exit', killAll);
  tracked.add(entry);
  return () => {
    tracked.delete(entry);
    if (tracked.size === 0) process.off('exit', killAll);
  };
}

/** Kills the busy children. Idle ones exit by themselves, in good order, when they see their channel closed. */
function killAll(): void {
  for (const { child, isBusy } of tracked) if (isBusy()) signalChild(child, 'SIGKILL');
}

import type { ChildProcess } from 'node:child_process';
import { signalChild } from './signalChild.js';

/** A child that is at work does not look at its channel, so it would go on after the end of this process. */
interface Live {
  readonly child: ChildProcess;
  readonly atWork: () => boolean;
}

const live = new Set<Live>();

/** Sees to it that the child does not outlive this process; the answer ends that. */
export function keepTrack(child: ChildProcess, atWork: () => boolean): () => void {
  const entry = { child, atWork };
  if (live.size === 0) process.on('exit', killAll);
  live.add(entry);
  return () => {
    live.delete(entry);
    if (live.size === 0) process.off('exit', killAll);
  };
}

/** Those that are idle leave by themselves when they see their channel closed, and in good order. */
function killAll(): void {
  for (const { child, atWork } of live) if (atWork()) signalChild(child, 'SIGKILL');
}

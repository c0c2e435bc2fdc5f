import type { ChildProcess } from 'node:child_process';
import { signalChild } from './signalChild.js';

/** A child, and whether it runs a task: a busy child does not read its channel, so it would outlive this process. */
interface Live {
  readonly child: ChildProcess;
  readonly atWork: () => boolean;
}

const live = new Set<Live>();

/** Kills the child at the end of this process if it is busy then; the returned function cancels that. */
export function keepTrack(child: ChildProcess, atWork: () => boolean): () => void {
  const entry = { child, atWork };
  if (live.size === 0) process.on('exit', killAll);
  live.add(entry);
  return () => {
    live.delete(entry);
    if (live.size === 0) process.off('exit', killAll);
  };
}

/** Kills the busy children. Idle ones exit by themselves, in good order, when they see their channel closed. */
function killAll(): void {
  for (const { child, atWork } of live) if (atWork()) signalChild(child, 'SIGKILL');
}

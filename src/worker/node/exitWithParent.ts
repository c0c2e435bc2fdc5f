import { Worker } from 'node:worker_threads';
import { lifelineDescriptor } from '../../protocol/node/childChannel.js';

/** Milliseconds that this process has to exit in good order once its host has ended. */
const grace = 500;

/**
 * The code of the watching thread. The system closes the lifeline when the host ends, however that happens. The group
 * is that of this process; no other group has its number.
 */
const watch = `
const { Socket } = require('node:net');
function kill() {
  try {
    process.kill(-process.pid, 'SIGKILL');
  } catch {
    process.kill(process.pid, 'SIGKILL');
  }
}
new Socket({ fd: ${lifelineDescriptor}, readable: true, writable: false })
  .on('error', () => {})
  .on('close', () => setTimeout(kill, ${grace}))
  .resume();
`;

/**
 * Ends this process, and the programs that its tasks have started, within half a second once the host has ended,
 * whatever a task does: a task that computes without a pause never sees that the channel has closed. A separate thread
 * watches the lifeline, which closes with the host's process or, if a thread has made the pool, with that thread. It
 * costs a child about 20 ms of processor time, most of it on another core, and 8 MB. A single shell that watches all
 * children would cost less, but it would be another process to be found and killed, images without a shell lack it, and
 * it would have to end children by process ids, which the system may have reused.
 *
 * On Windows the system itself ends the children of a program with it.
 */
export function exitWithParent(): void {
  if (process.platform === 'win32') return;
  try {
    // Without the options of this process, so that no loader and no other code is loaded.
    const thread = new Worker(watch, { eval: true, execArgv: [], env: {} });
    thread.on('error', ignore).unref();
  } catch {
    // Node's permission model can forbid threads: then the end of the host is noticed when the event loop turns.
  }
}

function ignore(): void {}

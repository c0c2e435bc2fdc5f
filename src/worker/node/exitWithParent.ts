import { Worker } from 'node:worker_threads';
import { lifelineDescriptor } from '../../protocol/node/childChannel.js';

/** Milliseconds that this process has to leave in good order once its host is gone. */
const grace = 500;

/** Closed by the system when the host ends, however it does. The group is that of this process; there is no other by its number. */
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
 * Ends this process, and the programs that its tasks have started, within half a second once the host is gone, whatever a
 * task does: one that computes without a pause never sees that the channel has closed. A thread of its own looks after
 * the lifeline, which closes with the host's process or, where a thread has made the pool, with that thread. It costs a child about 20 ms of
 * processor time, most of it on another core, and 8 MB. One small shell that watches for all children would cost less. But
 * it is one more process for people to find and to kill, images without a shell have none, and it would have to end
 * children by their numbers, which the system may have given away meanwhile.
 *
 * On Windows the system itself ends the children of a program with it.
 */
export function exitWithParent(): void {
  if (process.platform === 'win32') return;
  try {
    // Without the options of this process, so that no loader is loaded, and no other code gets in.
    const thread = new Worker(watch, { eval: true, execArgv: [], env: {} });
    thread.on('error', ignore).unref();
  } catch {
    // Node's permission model can forbid threads: then the host is missed when the event loop turns.
  }
}

function ignore(): void {}

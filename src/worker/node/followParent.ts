import { Worker } from 'node:worker_threads';

/** Milliseconds between two looks at the parent. */
const interval = 500;

/** Once the parent is gone, another one takes its children in. Where a program is between the two, the host is looked for. */
const watch = `
const { parent, host } = require('node:worker_threads').workerData;
function lives(pid) {
  try {
    return process.kill(pid, 0);
  } catch (error) {
    return error.code !== 'ESRCH';
  }
}
const orphaned = () => process.ppid !== parent || (parent !== host && !lives(host));
setInterval(() => { if (orphaned()) process.kill(process.pid, 'SIGKILL'); }, ${interval});
`;

/**
 * Ends this process within half a second once its parent is gone, whatever a task does: one that computes without a pause
 * never sees that the channel has closed. A thread of its own looks after the parent; it costs a child about 20 ms of
 * processor time, most of it on another core, and 8 MB. One small shell that watches for all children would cost less. But
 * it is one more process for people to find and to kill, images without a shell have none, and it would have to end
 * children by their numbers, which the system may have given away meanwhile.
 *
 * On Windows the system itself ends the children of a program with it.
 */
export function followParent(host: number): void {
  if (process.platform === 'win32') return;
  try {
    // Without the options of this process, so that no loader is loaded, and no other code gets in.
    const parent = process.ppid;
    // In a sandbox with process numbers of its own the host is not to be seen.
    const workerData = { parent, host: lives(host) ? host : parent };
    const thread = new Worker(watch, { eval: true, execArgv: [], env: {}, workerData });
    thread.on('error', ignore).unref();
  } catch {
    // Node's permission model can forbid threads: then the parent is missed when the event loop turns.
  }
}

/** As in the thread, which is a text: what a bundler does to the names of functions must not reach it. */
function lives(pid: number): boolean {
  try {
    return process.kill(pid, 0);
  } catch (error) {
    return (error as NodeJS.ErrnoException).code !== 'ESRCH';
  }
}

function ignore(): void {}

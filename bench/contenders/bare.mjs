import { fork } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { Worker } from 'node:worker_threads';
import { taskFile } from './peers.mjs';

/**
 * Workers without a library: what the platform gives, and the limit of what a pool can reach.
 *
 * @param {number} workers how many
 * @param {{task: string, batches?: boolean, transfer?: boolean}} workerData what they do
 */
export async function bareWorkers(workers, workerData) {
  const all = Array.from({ length: workers }, () => new Worker(taskFile('bare.mjs'), { workerData }));
  await Promise.all(all.map((worker) => new Promise((ready) => worker.once('online', ready))));
  return all;
}

/** Child processes without a library, behind the part of a worker's interface that is used here. */
export function bareChildren(children, { task, batches }) {
  const args = [task, batches ? 'batches' : 'one by one'];
  return Array.from({ length: children }, () => {
    const child = fork(fileURLToPath(taskFile('bareChild.mjs')), args, { serialization: 'advanced' });
    child.postMessage = (message) => child.send(message);
    return child;
  });
}

/** Posts all messages at once, to each worker in turn, and waits for all replies. */
export function exchange(workers, messages) {
  return new Promise((done) => {
    let left = messages.length;
    for (const worker of workers) {
      worker.removeAllListeners('message');
      worker.on('message', () => {
        left -= 1;
        if (left === 0) done();
      });
    }
    for (const [i, message] of messages.entries()) workers[i % workers.length].postMessage(message);
  });
}

/** Sends one message and waits for the reply. */
export function ask(worker, message, transfer = []) {
  return new Promise((answer) => {
    worker.once('message', answer);
    worker.postMessage(message, transfer);
  });
}

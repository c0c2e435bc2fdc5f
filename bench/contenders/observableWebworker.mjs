import { Worker } from 'node:worker_threads';
import { taskFile } from './peers.mjs';

/** observable-webworker itself, made for pages, with a thread of Node for the Web Worker that it expects. */
export const observableWebworker = {
  name: 'observable-webworker',
  peer: true,
  /** `work` runs in its threads; each subscription has a separate thread, which is started before the measurement. */
  async start(work) {
    const { fromWorker } = await import('observable-webworker');
    return async (input) => {
      const worker = await startedAsInPage(work);
      return fromWorker(() => worker, input);
    };
  },
};

/** Resolves when the thread has run its file. */
function startedAsInPage(work) {
  const thread = new Worker(taskFile('observableWebworker.mjs'), { workerData: work });
  const face = {
    onmessage: null,
    onerror: null,
    postMessage: (message, transfer) => thread.postMessage(message, transfer),
    terminate: () => void thread.terminate(),
  };
  thread.on('error', (error) => face.onerror?.(error));
  return new Promise((ready) => {
    thread.once('message', () => {
      thread.on('message', (data) => face.onmessage?.({ data }));
      ready(face);
    });
  });
}

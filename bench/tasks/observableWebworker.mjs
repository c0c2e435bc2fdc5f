// The workloads with streams as a user of observable-webworker writes them, on a thread with the globals of a Web Worker.
import { parentPort, workerData } from 'node:worker_threads';
import { from, switchMap } from 'rxjs';
import { numbers, twice } from './streams.mjs';

globalThis.self = parentPort;
globalThis.postMessage = (message, transfer) => parentPort.postMessage(message, transfer);
const { runWorker } = await import('observable-webworker');

const works = {
  stream: (input) => input.pipe(switchMap((count) => from(numbers(count)))),
  through: (input) => input.pipe(twice),
};

runWorker(
  class {
    work = works[workerData];
  },
);
parentPort.postMessage('ready');

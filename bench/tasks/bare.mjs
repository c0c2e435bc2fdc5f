// A worker without a library: a message is a task, or a list of them.
import { parentPort, workerData } from 'node:worker_threads';
import { busy, echo, isPrime, parseLines } from './tasks.mjs';

const { task, batches, transfer } = workerData;
const call = { busy, echo, isPrime, parseLines }[task];

parentPort.on('message', (message) => {
  const result = batches ? message.map((each) => call(each)) : call(message);
  parentPort.postMessage(result, transfer ? [result] : []);
});

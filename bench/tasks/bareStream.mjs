// A worker without a library that streams: a message is how many items to send, or values to give back.
import { parentPort, workerData } from 'node:worker_threads';

const { form, batch } = workerData;
const note = {
  item: (value) => value,
  notification: (value) => ({ kind: 'N', value, error: undefined, hasValue: true }),
};

parentPort.on('message', (message) => {
  if (Array.isArray(message)) return parentPort.postMessage(message.map((n) => n * 2));
  if (typeof message === 'object') return parentPort.postMessage({ ...message, value: message.value * 2 });
  if (form === 'batch') return sendBatches(message);
  const wrap = note[form];
  for (let i = 0; i < message; i++) parentPort.postMessage(wrap(i));
  parentPort.postMessage(undefined);
});

function sendBatches(count) {
  for (let i = 0; i < count; i += batch) {
    const length = Math.min(batch, count - i);
    parentPort.postMessage(Array.from({ length }, (_, k) => i + k));
  }
  parentPort.postMessage(undefined);
}

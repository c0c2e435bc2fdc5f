// A child process without a library: a message is a task, or a list of them.
import { busy, echo, isPrime } from './tasks.mjs';

const [task, batches] = process.argv.slice(2);
const call = { busy, echo, isPrime }[task];

process.on('message', (message) =>
  process.send(batches === 'batches' ? message.map((each) => call(each)) : call(message)),
);

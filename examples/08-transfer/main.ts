/** An argument or a result is copied unless it is marked by transfer: then it moves, and the sender's side is left empty. */

import { taskModule, transfer } from 'rx-futures';
import { ThreadPoolExecutor } from 'rx-futures/node';

const tasks = taskModule<typeof import('./pixels.js')>(new URL('./pixels.js', import.meta.url));
await using pool = new ThreadPoolExecutor({ maxWorkers: 1 });

const pixels = new Uint8Array(16 * 1024 * 1024).fill(0x0f);
console.log('before: the host has', pixels.byteLength);
const future = pool.submit(tasks.invert, transfer(pixels, [pixels.buffer]));
const inverted = await future.result();
console.log('after: the host has', pixels.byteLength);
console.log('the worker has', await pool.submit(tasks.bytesLeft).result());
console.log('the result has', inverted.byteLength, 'and its first is', inverted[0]);

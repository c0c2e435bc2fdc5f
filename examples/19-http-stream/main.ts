/** An HTTP service that streams a worker's results to its client, no faster than that reads, and stops when it leaves. */

import { once } from 'node:events';
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { EventLoopExecutor, mapOn, taskModule } from 'rx-futures';
import { ThreadPoolExecutor } from 'rx-futures/node';

const tasks = taskModule<typeof import('./report.js')>(new URL('./report.js', import.meta.url));
await using pool = new ThreadPoolExecutor({ maxWorkers: 1 });
await using here = new EventLoopExecutor();
const [made, closed] = [counter(), counter()];

const server = createServer(serve).listen(0, '127.0.0.1');
await once(server, 'listening');
await readThreeLines(`http://127.0.0.1:${(server.address() as AddressInfo).port}/monthly`);
while (Atomics.load(closed, 0) === 0) await new Promise((resolve) => setTimeout(resolve, 1));
const before = Atomics.load(made, 0);
await pool
  .submit(() => 'the worker takes the next task')
  .result()
  .then(console.log);
console.log('nothing was made for nobody:', Atomics.load(made, 0) === before);
server.close();

function serve(request: IncomingMessage, response: ServerResponse): void {
  const write = (line: string): Promise<unknown> | undefined =>
    response.write(line) ? undefined : once(response, 'drain').catch(() => undefined);
  const lines = pool.stream(tasks.report, request.url?.slice(1) ?? '', made, closed);
  const sending = lines.pipe(mapOn(here, write, { bufferSize: 1 })).subscribe({ complete: () => response.end() });
  response.on('close', () => sending.unsubscribe());
}

async function readThreeLines(url: string): Promise<void> {
  const leave = new AbortController();
  const { body } = await fetch(url, { signal: leave.signal });
  const decoder = new TextDecoder();
  let text = '';
  for await (const chunk of body as ReadableStream<Uint8Array>) {
    text += decoder.decode(chunk, { stream: true });
    if (text.split('\n').length > 3) break;
  }
  leave.abort();
  for (const line of text.split('\n').slice(0, 3)) console.log('client read:', line);
}

function counter(): Int32Array {
  return new Int32Array(new SharedArrayBuffer(4));
}

/** The ThreadPoolExecutor example of Python's documentation: pages as they come, and one that does not exist. */

import { asCompleted, taskModule } from 'rx-futures';
import { ThreadPoolExecutor } from 'rx-futures/node';
import { from } from 'rxjs';
import { PageServer } from './PageServer.js';

const tasks = taskModule<typeof import('./loadUrl.js')>(new URL('./loadUrl.js', import.meta.url));
const paths = ['/fox', '/cnn', '/nonexistent-subdomain', '/bbc'];

await using server = new PageServer(['/bbc', '/nonexistent-subdomain', '/fox', '/cnn']);
const address = await server.start();

await using pool = new ThreadPoolExecutor({ maxWorkers: 5 });
// Start the load operations and mark each future with its path
const pathOf = new Map(paths.map((path) => [pool.submit(tasks.loadUrl, address + path, 60_000), path]));
server.answerNext();
await from(pathOf.keys())
  .pipe(asCompleted())
  .forEach((future) => {
    const path = pathOf.get(future);
    future.subscribe({
      next: (data) => console.log(`${path} page is ${data.length} bytes`),
      error: (error: Error) => console.log(`${path} generated an exception: ${error.message}`),
    });
    server.answerNext();
  });

/** A task reports progress, and a bar shows it: every value in order, the last one before the result. */

import { taskModule } from 'rx-futures';
import { ThreadPoolExecutor } from 'rx-futures/node';
import { distinctUntilChanged, map } from 'rxjs';

const tasks = taskModule<typeof import('./resize.js')>(new URL('./resize.js', import.meta.url));
await using pool = new ThreadPoolExecutor({ maxWorkers: 1 });

const future = pool.submit(tasks.resizeAll, 200);
future.progress
  .pipe(
    map((part) => Math.floor(Number(part) * 5) * 4),
    distinctUntilChanged(),
  )
  .subscribe((width) => {
    console.log(`[${'#'.repeat(width).padEnd(20)}] ${width * 5} %`);
  });
console.log(await future.result());

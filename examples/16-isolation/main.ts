/** Code that changes or crashes its process runs in a separate one: this process keeps its folder and survives. */

import { BrokenProcessPool, taskModule } from 'rx-futures';
import { ProcessPoolExecutor } from 'rx-futures/node';
import { catchError, concatMap, from, of } from 'rxjs';

const native = taskModule<typeof import('./native.js')>(new URL('./native.js', import.meta.url));
const images = ['first.png', 'broken.png', 'last.png'];
const here = process.cwd();

// With 'replace' a crash costs the task that crashed, and no other.
await using pool = new ProcessPoolExecutor({ maxWorkers: 1, onWorkerLost: 'replace' });

const files = await pool.submit(native.filesOf, new URL('.', import.meta.url).href).result();
console.log(`there: ${files.filter((name) => name.endsWith('.js')).join(', ')}`);
console.log(`here: ${process.cwd() === here ? 'the folder is the same' : 'the folder has changed'}`);

await from(images)
  .pipe(concatMap((image) => pool.task(native.decode, image).pipe(catchError((error) => of(reason(image, error))))))
  .forEach((line) => {
    console.log(line);
  });

// The default, as in Python: a lost child breaks its pool permanently.
await using strict = new ProcessPoolExecutor({ maxWorkers: 1 });
const lost = await strict.submit(native.decode, 'broken.png').exception();
console.log(reason('broken.png', lost));
try {
  strict.submit(native.decode, 'last.png');
} catch (error) {
  console.log(`last.png: ${(error as Error).name}, at once`);
}

function reason(image: string, error: unknown): string {
  if (!(error instanceof BrokenProcessPool)) throw error;
  const lastWords = error.stderr?.includes('stack trace') ? 'a stack trace' : 'nothing';
  return `${image}: ${error.name}, ended by ${error.signal}, which left ${lastWords} behind`;
}

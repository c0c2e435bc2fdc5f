// The code that does what the page was told to do, to be copied.
const sources = {
  primes: `primes(work: number): number {
    const task = currentTask();
    let count = 0;
    for (let n = 2; n < work * 60_000; n++) {
      if (isPrime(n)) count += 1;
      if (n % 2000 === 0) task.throwIfAborted(); // stops when it is told to
    }
    return count;
  },`,
  deaf: `deaf(work: number): number {
    let sum = 0;
    for (let n = 0; n < work * 60_000_000; n++) sum = (sum * 31 + n) | 0;
    return sum; // it never looks: its worker is replaced when it is aborted
  },`,
  wait: `wait(work: number): Promise<string> {
    return new Promise((resolve) => setTimeout(resolve, work * 50, 'done'));
  },`,
  mandelbrot: `mandelbrot(work: number, band: number): ImageBand {
    return computeBand(band, work * 400); // pixels, in a typed array
  },`,
};

export function codeOf({ task, workers, load, work }) {
  const calls =
    task === 'mandelbrot'
      ? `pool
  .map(tasks.mandelbrot, range(0, ${load}).pipe(map(() => ${work})), range(0, ${load}))
  .subscribe((band) => draw(band)); // in order, as fast as the workers are`
      : `const futures = Array.from({ length: ${load} }, () => pool.submit(tasks.${task}, ${work}));
from(futures)
  .pipe(asCompleted())
  .subscribe((future) => future.subscribe({ next: show, error: report }));

// Cancel: only what has not begun      futures.forEach((future) => future.cancel());
// Abort: what runs is stopped as well  futures.forEach((future) => future.abort());`;
  const imports = task === 'mandelbrot' ? 'map, range' : 'from';
  const names = task === 'mandelbrot' ? 'taskModule' : 'asCompleted, taskModule';
  const current = task === 'primes' ? 'currentTask, expose' : 'expose';
  return `// page.ts
import { ${imports} } from 'rxjs';
import { ${names} } from 'rx-futures';
import { WebWorkerPoolExecutor } from 'rx-futures/web';

const pool = new WebWorkerPoolExecutor({
  worker: () => new Worker(new URL('./tasks.worker', import.meta.url), { type: 'module' }),
  maxWorkers: ${workers},
});
const tasks = taskModule<typeof import('./tasks.worker').tasks>();

${calls}

// tasks.worker.ts
import { ${current} } from 'rx-futures/worker';

export const tasks = {
  ${sources[task]}
};
expose(tasks);
`;
}

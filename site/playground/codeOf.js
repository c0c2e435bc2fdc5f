// The code that does what the page was told to do, whole, to be copied: a spec compiles it and runs it in Chromium.
const workerFiles = {
  primes: `import { currentTask, expose } from 'rx-futures/worker';

export const tasks = {
  primes(work: number): number {
    const task = currentTask();
    let count = 0;
    for (let n = 2; n < work * 60_000; n++) {
      if (isPrime(n)) count += 1;
      if (n % 2000 === 0) task.throwIfAborted(); // stops when it is told to
    }
    return count;
  },
};
expose(tasks);

function isPrime(n: number): boolean {
  for (let d = 2; d * d <= n; d++) if (n % d === 0) return false;
  return n > 1;
}`,
  deaf: `import { expose } from 'rx-futures/worker';

export const tasks = {
  deaf(work: number): number {
    let sum = 0;
    for (let n = 0; n < work * 60_000_000; n++) sum = (sum * 31 + n) | 0;
    return sum; // it never looks: its worker is replaced when it is aborted
  },
};
expose(tasks);`,
  wait: `import { currentTask, expose } from 'rx-futures/worker';

export const tasks = {
  wait(work: number): Promise<string> {
    const { signal } = currentTask();
    return new Promise((resolve, reject) => {
      setTimeout(resolve, work * 50, 'done');
      signal.addEventListener('abort', () => reject(signal.reason));
    });
  },
};
expose(tasks);`,
  mandelbrot: `import { currentTask, expose } from 'rx-futures/worker';

export const tasks = {
  /** A band of the Mandelbrot set, as pixels. */
  mandelbrot(work: number, band: number, bands: number, width: number, height: number) {
    const rows = Math.ceil(height / bands);
    const pixels = new Uint8ClampedArray(rows * width * 4);
    for (let y = 0; y < rows; y++) {
      currentTask().throwIfAborted(); // stops when it is told to
      for (let x = 0; x < width; x++) {
        const heat = heatOf(x / width, (band * rows + y) / height, work * 400);
        pixels.set([255 * heat ** 1.6, 200 * heat ** 3, 255 * heat, 255], (y * width + x) * 4);
      }
    }
    return { top: band * rows, rows, pixels };
  },
};
expose(tasks);

/** How many steps it takes to leave the circle, as a part of the most. */
function heatOf(px: number, py: number, most: number): number {
  const [cx, cy] = [px * 3 - 2.15, py * 2.2 - 1.1];
  let [x, y] = [0, 0];
  for (let n = 0; n < most; n++) {
    [x, y] = [x * x - y * y + cx, 2 * x * y + cy];
    if (x * x + y * y > 4) return Math.min(1, Math.log(n + 1) / 5);
  }
  return 0;
}`,
};

const page = ({ workers, before = '', futures, next }) => `// page.ts
import { from } from 'rxjs';
import { asCompleted, taskModule } from 'rx-futures';
import { WebWorkerPoolExecutor } from 'rx-futures/web';

const pool = new WebWorkerPoolExecutor({
  worker: () => new Worker(new URL('./tasks.worker', import.meta.url), { type: 'module' }),
  maxWorkers: ${workers},
});
const tasks = taskModule<typeof import('./tasks.worker').tasks>();
${before}
${futures}
from(futures)
  .pipe(asCompleted())
  .subscribe((future) => future.subscribe({ next: ${next}, error: console.error }));

// Cancel: only what has not started    futures.forEach((future) => future.cancel());
// Abort: what runs is stopped as well  futures.forEach((future) => future.abort());`;

const simplePage = ({ task, workers, load, work }) =>
  page({
    workers,
    futures: `const futures = Array.from({ length: ${load} }, () => pool.submit(tasks.${task}, ${work}));`,
    next: 'console.log',
  });

const picturePage = ({ workers, load, work }) =>
  page({
    workers,
    before: `
const [bands, width, height] = [${load}, 384, 256];
const canvas = Object.assign(document.createElement('canvas'), { width, height });
document.body.append(canvas);

function draw({ top, rows, pixels }: ReturnType<typeof import('./tasks.worker').tasks.mandelbrot>): void {
  canvas.getContext('2d')?.putImageData(new ImageData(pixels, width, rows), 0, top);
}
`,
    futures: `const futures = Array.from({ length: bands }, (_, band) =>
  pool.submit(tasks.mandelbrot, ${work}, band, bands, width, height),
);`,
    next: 'draw',
  });

/** The page's code and its worker's. */
export function codeOf(settings) {
  const pageOf = settings.task === 'mandelbrot' ? picturePage : simplePage;
  return `${pageOf(settings)}\n\n// tasks.worker.ts\n${workerFiles[settings.task]}\n`;
}

// The worker's side of the playground: a file that gives its tasks to `expose`, as a user's would.
import { currentTask, expose } from 'rx-futures/worker';

export const tasks = {
  /** Counts, tells of its progress, and stops when it is told to. */
  primes(work) {
    const task = currentTask();
    const below = work * 60_000;
    let count = 0;
    for (let n = 2; n < below; n++) {
      if (isPrime(n)) count += 1;
      if (n % 2000 !== 0) continue;
      task.throwIfAborted();
      task.progress(n / below);
    }
    return count;
  },

  /** Computes as long, and never looks whether it should stop: its worker is replaced when it is aborted. */
  deaf(work) {
    let sum = 0;
    for (let n = 0; n < work * 60_000_000; n++) sum = (sum * 31 + n) | 0;
    return sum;
  },

  /** Waits without computing, for as long as nobody aborts it. */
  wait(work) {
    const { signal } = currentTask();
    return new Promise((resolve, reject) => {
      const timer = setTimeout(() => resolve(`${work * 50} ms`), work * 50);
      signal.addEventListener('abort', () => {
        clearTimeout(timer);
        reject(signal.reason);
      });
    });
  },

  /** A band of the Mandelbrot set, as pixels. */
  mandelbrot(work, band, bands, width, height) {
    const rows = Math.ceil(height / bands);
    const pixels = new Uint8ClampedArray(rows * width * 4);
    for (let y = 0; y < rows; y++) {
      currentTask().throwIfAborted();
      for (let x = 0; x < width; x++)
        colour(pixels, (y * width + x) * 4, heatOf(x / width, (band * rows + y) / height, work * 400));
    }
    return { band, rows, pixels };
  },
};
expose(tasks);

function isPrime(n) {
  for (let d = 2; d * d <= n; d++) if (n % d === 0) return false;
  return n > 1;
}

/** How many steps it takes to leave the circle, as a part of the most. */
function heatOf(px, py, most) {
  const [cx, cy] = [px * 3 - 2.15, py * 2.2 - 1.1];
  let [x, y] = [0, 0];
  for (let n = 0; n < most; n++) {
    [x, y] = [x * x - y * y + cx, 2 * x * y + cy];
    if (x * x + y * y > 4) return Math.min(1, Math.log(n + 1) / 5);
  }
  return 0;
}

function colour(pixels, at, heat) {
  pixels[at] = 255 * heat ** 1.6;
  pixels[at + 1] = 200 * heat ** 3;
  pixels[at + 2] = heat === 0 ? 24 : 70 + 185 * heat;
  pixels[at + 3] = 255;
}

import { currentTask } from 'rx-futures/worker';

/** Works on this many pictures, and reports progress after each. */
export function resizeAll(pictures: number): string {
  const task = currentTask();
  for (let done = 1; done <= pictures; done++) {
    resize(new Float64Array(10_000));
    task.progress(done / pictures);
  }
  return `${pictures} pictures resized`;
}

function resize(pixels: Float64Array): void {
  for (let i = 0; i < pixels.length; i++) pixels[i] = Math.sqrt(i);
}

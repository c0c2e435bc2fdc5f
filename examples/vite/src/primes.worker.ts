import { currentTask, expose } from 'rx-futures/worker';

export const tasks = {
  countPrimes(below: number): number {
    const task = currentTask();
    let count = 0;
    for (let n = 2; n < below; n++) {
      if (n % 100_000 === 0) task.progress(n / below);
      if (isPrime(n)) count += 1;
    }
    return count;
  },
};
expose(tasks);

function isPrime(n: number): boolean {
  for (let d = 2; d * d <= n; d++) if (n % d === 0) return false;
  return true;
}

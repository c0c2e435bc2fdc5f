import { currentTask, expose } from 'rx-futures/worker';

export const tasks = {
  echo: (value: number): number => value,
  fail: (message: string): never => {
    throw new Error(message);
  },
  async steps(count: number): Promise<number> {
    for (let step = 1; step <= count; step++) {
      currentTask().progress(step);
      await new Promise((resolve) => setTimeout(resolve));
    }
    return count;
  },
  *numbers(count: number): Generator<number> {
    for (let n = 1; n <= count; n++) yield n;
  },
};
expose(tasks);

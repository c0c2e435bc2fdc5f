import { expose } from 'rx-futures/worker';

export const tasks = {
  sum: (numbers: readonly number[]): number => numbers.reduce((sum, each) => sum + each, 0),
};
expose(tasks);

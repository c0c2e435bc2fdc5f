import { ProcessPoolExecutor, ThreadPoolExecutor, taskModule, transfer } from '../library.mjs';
import { taskFile } from './peers.mjs';

const tasks = taskModule(taskFile('tasks.mjs'));
const { moved } = taskModule(taskFile('movedByUs.mjs'));

/** rx-futures behind the interface of the peers, and with its own interface. */
const over = (Executor) => ({
  name: 'rx-futures',
  async start(workers) {
    const pool = new Executor({ maxWorkers: workers });
    return {
      pool,
      tasks,
      call: (name, argument) => pool.submit(tasks[name], argument).result(),
      move: (buffer) => pool.submit(moved, transfer(buffer, [buffer])).result(),
      inline: (fn, argument) => pool.submit(fn, argument).result(),
    };
  },
});

export const ours = over(ThreadPoolExecutor);
export const oursInProcesses = over(ProcessPoolExecutor);

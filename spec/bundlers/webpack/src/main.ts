import { taskModule } from 'rx-futures';
import { WebWorkerPoolExecutor } from 'rx-futures/web';
import { inlineWorker } from 'rx-futures/web/inline';
import { merge } from 'rxjs';

const pool = new WebWorkerPoolExecutor({
  worker: () => new Worker(new URL('./sums.worker', import.meta.url), { type: 'module' }),
});
const tasks = taskModule<typeof import('./sums.worker').tasks>();
const inline = new WebWorkerPoolExecutor({ maxWorkers: 1, worker: inlineWorker });
const output = document.querySelector('output') as HTMLOutputElement;

document.querySelector('button')?.addEventListener('click', () => {
  const sum = pool.submit(tasks.sum, [1, 2, 3]);
  const double = inline.submit((n: number) => n * 2, 21);
  merge(sum, double).subscribe((value) => (output.value += `[${value}]`));
});

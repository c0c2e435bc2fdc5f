import { taskModule } from 'rx-futures';
import { WebWorkerPoolExecutor } from 'rx-futures/web';
import { fromEvent, switchMap } from 'rxjs';

const pool = new WebWorkerPoolExecutor({
  worker: () => new Worker(new URL('./primes.worker.ts', import.meta.url), { type: 'module' }),
});
const { countPrimes } = taskModule<typeof import('./primes.worker').tasks>();

const [button, bar, output] = ['button', 'progress', 'output'].map((name) => document.querySelector(name));

fromEvent(button as HTMLButtonElement, 'click')
  .pipe(
    switchMap(() => {
      const future = pool.submit(countPrimes, 2_000_000);
      future.progress.subscribe((done) => ((bar as HTMLProgressElement).value = done as number));
      return future;
    }),
  )
  .subscribe((count) => ((output as HTMLOutputElement).value = `${count} primes`));

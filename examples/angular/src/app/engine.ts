import { computed, DestroyRef, Injectable, inject, signal } from '@angular/core';
import { EventLoopExecutor, type Executor, taskModule } from 'rx-futures';
import { injectExecutor } from 'rx-futures/angular';

export type Where = 'workers' | 'main thread';

/** Where the work is done: in the pool, or here for comparison. The tasks are the same. */
@Injectable({ providedIn: 'root' })
export class Engine {
  readonly tasks = taskModule<typeof import('./app.worker').tasks>();
  readonly where = signal<Where>('workers');
  readonly workers: Executor = injectExecutor();
  readonly mainThread: Executor = new EventLoopExecutor({ worker: () => import('./app.worker') });
  readonly executor = computed(() => (this.where() === 'workers' ? this.workers : this.mainThread));

  constructor() {
    inject(DestroyRef).onDestroy(() => void this.mainThread.shutdown({ cancelFutures: true }));
  }

  /** True while no task is queued or runs, in either place. */
  get idle(): boolean {
    return [this.workers, this.mainThread].every((executor) => {
      const { queued, running } = executor.stats();
      return queued + running === 0;
    });
  }

  toggle(): void {
    this.where.update((where) => (where === 'workers' ? 'main thread' : 'workers'));
  }
}

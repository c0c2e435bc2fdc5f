import type { ChildProcess } from 'node:child_process';
import { type JobResult, type JobServing, type JobStore, MemoryJobStore, type StartedJob } from 'rx-futures/bullmq';
import type { FromStore, ToStore } from './messages.js';

/**
 * A store in memory that other processes use through the channel to their parent. The running jobs of a dead process
 * are lost.
 */
export class StoreHost {
  readonly #store: JobStore = new MemoryJobStore();

  /** Lets a child use the store. */
  admit(child: ChildProcess): void {
    const runs = new Map<number, { readonly job: StartedJob; readonly end: (result: JobResult) => void }>();
    const toTheDead = (): void => {}; // a child may die before it receives the reply
    const say = (message: FromStore): void => void (child.connected && child.send(message, toTheDead));
    let serving: JobServing | undefined;
    let stop: (() => Promise<void>) | undefined;
    let last = 0;
    const run = (job: StartedJob): Promise<JobResult> => {
      const number = ++last;
      const { id, task, payload, start, attempts, signal } = job;
      signal.addEventListener('abort', () => say({ store: 'abort', run: number, reason: signal.reason as never }));
      say({ store: 'job', run: number, job: { id, task, payload, start, attempts } });
      return new Promise((end) => runs.set(number, { job, end }));
    };
    const hear = async (message: ToStore): Promise<void> => {
      if (message.store === 'call') say(await this.#call(message));
      else if (message.store === 'listen') stop = await this.#listen(say);
      else if (message.store === 'serve') serving = this.#store.serve(run, { ...message, onError: console.error });
      else if (message.store === 'progress') await runs.get(message.run)?.job.progress(message.progress);
      else if (message.store === 'result') runs.get(message.run)?.end(message.result);
    };
    child.on('message', (message: ToStore) => void hear(message));
    child.once('exit', () => void Promise.all([serving?.close(true), stop?.()]));
  }

  async #call({ n, method, args }: ToStore & { store: 'call' }): Promise<FromStore> {
    try {
      const value = await (this.#store[method] as (...args: unknown[]) => Promise<unknown>)(...args);
      return { store: 'answer', n, value };
    } catch (error) {
      return { store: 'answer', n, error: String(error) };
    }
  }

  #listen(say: (message: FromStore) => void): Promise<() => Promise<void>> {
    const tell =
      (event: 'started' | 'progress' | 'ended' | 'serving') =>
      (...args: unknown[]): void =>
        say({ store: 'event', event, args });
    return this.#store.listen({
      wants: () => true,
      recheck: () => {},
      started: tell('started'),
      progress: tell('progress'),
      ended: tell('ended'),
      serving: tell('serving'),
    });
  }
}

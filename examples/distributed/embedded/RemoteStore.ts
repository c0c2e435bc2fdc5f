import type {
  JobHandler,
  JobListener,
  JobServing,
  JobSnapshot,
  JobStore,
  Json,
  NewJob,
  ServeSettings,
} from 'rx-futures/bullmq';
import type { FromStore, ToStore } from './messages.js';

/** The parent's store, as a child sees it: every method is a message. A seam of six methods is all it takes. */
export class RemoteStore implements JobStore {
  readonly #calls = new Map<number, { resolve: (value: unknown) => void; reject: (error: Error) => void }>();
  readonly #runs = new Map<number, AbortController>();
  #listener: JobListener | undefined;
  #handler: JobHandler | undefined;
  #last = 0;

  constructor() {
    process.on('message', (message: FromStore) => this.#hear(message));
  }

  add(jobs: readonly NewJob[]): Promise<void> {
    return this.#call('add', [jobs]) as Promise<void>;
  }

  withdraw(id: string, reason: Json): Promise<boolean> {
    return this.#call('withdraw', [id, reason]) as Promise<boolean>;
  }

  get(ids: readonly string[]): Promise<readonly (JobSnapshot | undefined)[]> {
    return this.#call('get', [ids]) as Promise<readonly (JobSnapshot | undefined)[]>;
  }

  async listen(listener: JobListener): Promise<() => Promise<void>> {
    this.#listener = listener;
    say({ store: 'listen' });
    return async () => {
      this.#listener = undefined;
    };
  }

  serve(handler: JobHandler, { name, concurrency }: ServeSettings): JobServing {
    this.#handler = handler;
    say({ store: 'serve', name, concurrency });
    return { ready: Promise.resolve(), close: async () => {} };
  }

  async close(): Promise<void> {}

  #call(method: 'add' | 'withdraw' | 'get', args: unknown[]): Promise<unknown> {
    const n = ++this.#last;
    say({ store: 'call', n, method, args });
    return new Promise((resolve, reject) => this.#calls.set(n, { resolve, reject }));
  }

  #hear(message: FromStore): void {
    if (message.store === 'answer') this.#answered(message);
    else if (message.store === 'event') this.#told(message);
    else if (message.store === 'job') void this.#run(message);
    else if (message.store === 'abort') this.#runs.get(message.run)?.abort(message.reason);
  }

  #answered({ n, value, error }: FromStore & { store: 'answer' }): void {
    const call = this.#calls.get(n);
    this.#calls.delete(n);
    // a channel of JSON has no undefined: a job that is not there comes as null
    const list = Array.isArray(value) ? value.map((each: unknown) => each ?? undefined) : value;
    if (error === undefined) call?.resolve(list);
    else call?.reject(new Error(error));
  }

  #told({ event, args }: FromStore & { store: 'event' }): void {
    (this.#listener?.[event] as ((...args: unknown[]) => void) | undefined)?.call(this.#listener, ...args);
  }

  async #run({ run, job }: FromStore & { store: 'job' }): Promise<void> {
    const controller = new AbortController();
    this.#runs.set(run, controller);
    const progress = async (told: Json): Promise<void> => say({ store: 'progress', run, progress: told });
    const result = await (this.#handler as JobHandler)({ ...job, signal: controller.signal, progress });
    this.#runs.delete(run);
    say({ store: 'result', run, result });
  }
}

function say(message: ToStore): void {
  process.send?.(message);
}

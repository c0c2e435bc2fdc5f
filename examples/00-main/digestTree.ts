import { basename } from 'node:path';
import { monitorEventLoopDelay } from 'node:perf_hooks';
import { asCompleted, type Executor, type Future, taskModule } from 'rx-futures';
import { ThreadPoolExecutor } from 'rx-futures/node';
import { firstValueFrom, from, Subject } from 'rxjs';
import type { FileFacts } from './file.js';
import type { SizedFile } from './sizes.js';
import { Tally } from './Tally.js';
import type { OnProblem } from './walk.js';

const { digestFile } = taskModule<typeof import('./file.js')>(new URL('./file.js', import.meta.url));

/**
 * Most files in the pool at once: enough for the largest to be among them early, few enough for a tree of any size. The
 * largest goes first, since one that starts last is a worker's work while the others have none.
 */
const mostAtOnce = 32_768;
/** How finely the event loop is watched, in milliseconds; the watch's own pause counts for nothing. */
const resolution = 1;

export interface Run {
  /** The files, found as they are asked for. */
  readonly files: (onProblem: OnProblem) => AsyncIterable<SizedFile> | Iterable<SizedFile>;
  /** Ends the run early: queued tasks are cancelled, running ones are aborted. */
  readonly signal: AbortSignal;
  readonly maxWorkers?: number;
  readonly onFile?: (tally: Tally) => void;
  /** Is given the pool before its first task. */
  readonly onPool?: (pool: Executor) => void;
}

/** Digests every file in a pool of threads, and reports each as it completes. A bad file does not end the run. */
export async function digestTree({ files, signal, maxWorkers, onFile, onPool }: Run): Promise<Tally> {
  const tally = new Tally();
  const delay = monitorEventLoopDelay({ resolution });
  const started = performance.now();
  await using pool = new ThreadPoolExecutor(maxWorkers === undefined ? {} : { maxWorkers });
  onPool?.(pool);
  // called before the tasks see the abort, because it was added first
  signal.addEventListener('abort', () => tally.interruptedAt(pool.stats()), { once: true });

  delay.enable();
  const inFlight = new FilesInFlight(pool.with({ signal }), signal);
  const found = files((path, error) => tally.problem(path, error));
  await from(inFlight.submitEach(found))
    .pipe(asCompleted())
    .forEach((future) => {
      const path = inFlight.completed(future);
      future.subscribe({ next: (facts) => tally.add(facts), error: (error) => tally.failed(path, error) });
      onFile?.(tally);
    });
  delay.disable();

  tally.workers = pool.stats().workers;
  tally.milliseconds = performance.now() - started;
  tally.blocked = Math.max(0, delay.max / 1e6 - resolution);
  return tally;
}

/** Which Future is which file; and never more than a bounded number of them. */
class FilesInFlight {
  readonly #pathOf = new Map<Future<FileFacts>, string>();
  readonly #room = new Subject<void>();
  readonly #executor: Executor;
  readonly #signal: AbortSignal;

  constructor(executor: Executor, signal: AbortSignal) {
    this.#executor = executor;
    this.#signal = signal;
  }

  async *submitEach(files: AsyncIterable<SizedFile> | Iterable<SizedFile>): AsyncGenerator<Future<FileFacts>> {
    for await (const { path, bytes } of files) {
      if (this.#pathOf.size >= mostAtOnce) await firstValueFrom(this.#room);
      if (this.#signal.aborted) return;
      const future = this.#executor.with({ label: basename(path), priority: bytes }).submit(digestFile, path);
      this.#pathOf.set(future, path);
      yield future;
    }
  }

  completed(future: Future<FileFacts>): string {
    const path = this.#pathOf.get(future) ?? '';
    this.#pathOf.delete(future);
    this.#room.next();
    return path;
  }
}

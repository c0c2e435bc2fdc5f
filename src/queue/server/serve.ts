import { availableParallelism, hostname } from 'node:os';
import type { Executor } from '../../executor/Executor.js';
import { checkPositiveCount, checkString } from '../../options/checks.js';
import { describe } from '../../options/describe.js';
import { type OptionsTaker, readOptions, type Schema } from '../../options/readOptions.js';
import { Signer } from '../codec/signature.js';
import { type QueueOptions, queueSchema, sizesOf, storeOf } from '../queueOptions.js';
import { JobServer } from './JobServer.js';
import { type ServedTasks, TaskRegistry } from './TaskRegistry.js';

/** Options of {@link serve}. */
export interface ServeOptions extends QueueOptions {
  /**
   * The tasks that may run: the URL of a module whose exported functions are the tasks, or an object of tasks by name.
   */
  tasks: ServedTasks;
  /** The executor that runs the tasks. The server does not shut it down. */
  executor: Executor;
  /** Greatest number of jobs at once. Default: `os.availableParallelism()`. */
  concurrency?: number | undefined;
  /** The server's name in the records of the queue. Default: the host name, the process id and a number. */
  name?: string | undefined;
}

const schema = {
  ...queueSchema,
  tasks: (value: unknown) => new TaskRegistry(value),
  executor: checkExecutor,
  concurrency: checkPositiveCount,
  name: checkString,
} satisfies Schema<ServeOptions>;
const taker: OptionsTaker = { name: 'serve()', write: "serve({ tasks, executor, queue: 'media' })" };

let servers = 0;

/**
 * Serves a queue: takes its jobs and runs their tasks on the given executor, usually a pool of threads or processes, so
 * that neither a busy loop nor a crash of a task affects the connection to the queue.
 *
 * Only registered tasks run, found by their names. Data from the queue is never evaluated or imported.
 *
 * Errors: when the queue cannot be used, `server.ready` rejects and `onError` is called; a job that cannot be run fails
 * alone.
 *
 * @param options - `tasks`, `executor` and the queue; see {@link ServeOptions}.
 * @returns The server; it runs until it is closed, and keeps the process alive.
 * @throws TypeError for an option of the wrong type, RangeError for one out of range.
 *
 * @example
 * ```ts no-run
 * import { serve } from 'rx-futures/bullmq';
 * import { ThreadPoolExecutor } from 'rx-futures/node';
 *
 * const server = serve({
 *   tasks: new URL('./tasks.js', import.meta.url),
 *   queue: 'media',
 *   connection: { host: '127.0.0.1', port: 6379 },
 *   executor: new ThreadPoolExecutor({ maxWorkers: 4 }),
 *   concurrency: 4,
 * });
 * process.once('SIGTERM', () => void server.close({ timeout: 10_000 }));
 * ```
 */
export function serve(options: ServeOptions): JobServer {
  const given = readOptions(options, schema, taker);
  const { tasks = new TaskRegistry(undefined), executor = checkExecutor(undefined, 'executor') } = given;
  const { concurrency = availableParallelism(), name = `${hostname()}-${process.pid}-${servers++}` } = given;
  return new JobServer({
    tasks,
    executor,
    concurrency,
    name,
    signer: new Signer(given.secret),
    onError: given.onError ?? (() => {}),
    ...sizesOf(given),
    ...storeOf(given),
  });
}

function checkExecutor(executor: unknown, name: string): Executor {
  const { submit, with: view } = Object(executor) as Partial<Executor>;
  if (typeof submit === 'function' && typeof view === 'function') return executor as Executor;
  throw new TypeError(`${name} must be an executor, as a ThreadPoolExecutor, got ${describe(executor)}`);
}

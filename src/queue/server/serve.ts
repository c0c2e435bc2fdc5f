import { availableParallelism, hostname } from 'node:os';
import type { Executor } from '../../executor/Executor.js';
import { checkPositiveCount, checkString } from '../../options/checks.js';
import { describe } from '../../options/describe.js';
import { type OptionsTaker, readOptions, type Schema } from '../../options/readOptions.js';
import { Signer } from '../codec/signature.js';
import { type QueueOptions, queueSchema, sizesOf, storeOf } from '../queueOptions.js';
import { JobServer } from './JobServer.js';
import { type ServedTasks, TaskRegistry } from './TaskRegistry.js';

/** What {@link serve} takes. */
export interface ServeOptions extends QueueOptions {
  /** What may be run, by name: the URL of a module whose exported functions are the tasks, or an object of tasks. */
  tasks: ServedTasks;
  /** Where the tasks run. It belongs to you: it is not shut down with the server. */
  executor: Executor;
  /** Most jobs at once; as many as the machine can run when left out. */
  concurrency?: number | undefined;
  /** A name for the queue's records; the machine's with a number when left out. */
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
 * Serves a queue: takes its jobs and runs their tasks on an executor of yours, a pool of threads or processes mostly, so
 * that neither a busy loop nor a crash of a task touches the connection to the queue.
 *
 * Only registered tasks are run, found by their names. Nothing that comes through the queue is evaluated or imported.
 *
 * Errors: `server.ready` rejects, and `onError` is told, when the queue cannot be used; a job that cannot be run fails by
 * itself.
 *
 * @param options - `tasks`, `executor`, and where the queue is; see {@link ServeOptions}.
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

import type { Executor } from '../../executor/Executor.js';
import { ProcessPoolExecutor } from '../../executors/process/ProcessPoolExecutor.js';
import { ThreadPoolExecutor } from '../../executors/thread/ThreadPoolExecutor.js';
import { BullMQJobStore } from '../../queue/bullmq/BullMQJobStore.js';
import type { JobServer } from '../../queue/server/JobServer.js';
import { serve } from '../../queue/server/serve.js';
import { type Health, HealthServer } from './HealthServer.js';
import { printError } from './printError.js';
import type { CommandSettings } from './readArguments.js';

/** Milliseconds that Redis has to reply to a health check. */
const patience = 1000;

/** Serves a queue until a signal ends it; resolves when it serves. */
export async function serveQueue(settings: CommandSettings): Promise<void> {
  const executor = executorOf(settings);
  const names = await namesOf(settings.file, executor);
  const { queue, redis, prefix, secret, concurrency } = settings;
  const store = new BullMQJobStore({
    queue,
    connection: redis,
    onError: printError,
    ...(prefix !== undefined && { prefix }),
  });
  const tasks = settings.file;
  const server = serve({
    tasks,
    executor,
    store,
    concurrency,
    onError: printError,
    ...(secret !== undefined && { secret }),
  });
  const health = await answerHealth(settings, server, store);
  endOnSignal(async () => {
    await server.close({ timeout: settings.grace });
    await executor.shutdown({ timeout: settings.grace });
    await store.close();
    health?.close();
  });
  await server.ready;
  console.log(`serving ${names.join(', ')} from queue ${queue}, ${concurrency} at once, as ${server.name}`);
}

function executorOf({ pool, concurrency }: CommandSettings): Executor {
  if (pool === 'threads') return new ThreadPoolExecutor({ maxWorkers: concurrency });
  return new ProcessPoolExecutor({ maxWorkers: concurrency, onWorkerLost: 'replace' });
}

/**
 * Returns the names of the file's tasks. The file is loaded in a worker, as it will be for its tasks: in this process
 * it could block the queue.
 */
async function namesOf(file: URL, executor: Executor): Promise<string[]> {
  const exported = async (url: string): Promise<string[]> => {
    const module = (await import(url)) as { default?: { default?: unknown } };
    const holders = [module, module.default, module.default?.default];
    const names = holders.flatMap((each) =>
      Object.keys(Object(each)).filter((name) => typeof (each as Record<string, unknown>)[name] === 'function'),
    );
    return [...new Set(module.default === undefined || names.length > 0 ? names : ['default'])];
  };
  const names = await executor.submit(exported, file.href).result();
  if (names.length === 0) throw new Error(`${file.href} exports no function, and so no task`);
  return names;
}

async function answerHealth(
  { health, queue }: CommandSettings,
  server: JobServer,
  store: BullMQJobStore,
): Promise<HealthServer | undefined> {
  if (health === undefined) return undefined;
  let ready = false;
  server.ready.then(
    () => (ready = true),
    () => {},
  );
  const answering = new HealthServer(async (): Promise<Health> => {
    const reachable = ready && (await isReachable(store));
    return { ok: reachable && !server.closing, queue, server: server.name, reachable, ...server.stats() };
  });
  console.log(`health at ${await answering.listen(health)}`);
  return answering;
}

async function isReachable(store: BullMQJobStore): Promise<boolean> {
  const late = new Promise<boolean>((resolve) => setTimeout(() => resolve(false), patience).unref());
  const asked = store.get(['health']).then(
    () => true,
    () => false,
  );
  return Promise.race([asked, late]);
}

/** Ends the server: the first signal lets running jobs end; the second exits at once. */
function endOnSignal(end: () => Promise<void>): void {
  let ending = false;
  const stop = (signal: NodeJS.Signals): void => {
    if (ending) process.exit(1);
    ending = true;
    console.log(`${signal}: no more jobs are taken; those that run may end`);
    end().then(
      () => process.exit(0),
      (error: unknown) => {
        console.error(error);
        process.exit(1);
      },
    );
  };
  process.on('SIGTERM', stop).on('SIGINT', stop);
}

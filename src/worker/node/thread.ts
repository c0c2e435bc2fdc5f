import { workerData } from 'node:worker_threads';
import { WorkerLoop } from '../WorkerLoop.js';
import { nodePlatform } from './nodePlatform.js';
import { type ThreadSetup, threadPort } from './threadPort.js';
import { registerLoader } from './typeScriptFiles.js';

/** The entry of a worker thread: takes its port, loads the user's own worker file if there is one, and serves. */
const setup = workerData as ThreadSetup;
const loop = new WorkerLoop(threadPort(setup.port), nodePlatform);

// What a stray error leaves undone the host has to know; without these handlers it would get a copy of the bare error.
process.on('uncaughtException', (error) => {
  loop.stray(error);
  process.exit(1);
});
// `process.exit()` inside a task must not lose the answers of the tasks before it.
process.on('exit', () => loop.flush());

void load(setup).then(
  () => loop.start(),
  (error: unknown) => loop.failToStart(error),
);

async function load({ file, loader }: ThreadSetup): Promise<void> {
  if (loader !== undefined) await registerLoader(loader);
  if (file !== undefined) await nodePlatform.importModule(file);
}

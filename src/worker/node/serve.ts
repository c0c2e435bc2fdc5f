import { packageErrors } from '../../errors/packageErrors.js';
import { knowErrors } from '../../protocol/knownErrors.js';
import { realm } from '../../protocol/realm.js';
import type { Port } from '../../protocol/Transport.js';
import { PollingWait } from '../PollingWait.js';
import { WorkerLoop } from '../WorkerLoop.js';
import type { WorkerPlatform } from '../WorkerPlatform.js';
import { nodePlatform } from './nodePlatform.js';
import { registerLoader } from './typeScriptFiles.js';
import { endWithUncaughtErrors } from './uncaughtErrors.js';

knowErrors(packageErrors);

/** The files that a worker loads before it serves. */
export interface WorkerFiles {
  /** The user's own worker file. */
  readonly file?: string | undefined;
  /** The TypeScript loader that the host runs under, where this worker does not inherit it. */
  readonly loader?: string | undefined;
  /** The URL of the program's main file, from which `import()` in inline functions resolves. */
  readonly main: string;
  /** The working directory; for processes only. */
  readonly cwd?: string | undefined;
}

/** Makes this thread or process a worker: loads the user's own worker file if there is one, and serves. */
export function serve(port: Port, files: WorkerFiles): void {
  const exit = (code: number): void => {
    if (port.drain === undefined) process.exit(code);
    else port.drain(() => process.exit(code));
  };
  const platform: WorkerPlatform = { ...nodePlatform(files.main), exit };
  // Inline functions of the pools that tasks make resolve from there, too.
  realm.mainModule = files.main;
  const wait = port.poll && new PollingWait(port.poll, platform);
  const loop = new WorkerLoop(port, platform, wait);
  // Report an uncaught error with the state of the tasks; otherwise the host would get a copy of the bare error, or
  // nothing.
  endWithUncaughtErrors((error) => {
    loop.uncaughtError(error);
    exit(1);
  });
  // `process.exit()` inside a task must not lose the results of the tasks before it.
  process.on('exit', () => loop.flush());
  load(files, platform).then(
    () => loop.start(),
    (error: unknown) => loop.failToStart(error),
  );
}

async function load({ file, loader, cwd }: WorkerFiles, platform: WorkerPlatform): Promise<void> {
  if (loader !== undefined) await registerLoader(loader);
  if (cwd !== undefined) process.chdir(cwd);
  if (file !== undefined) await platform.importModule(file);
}

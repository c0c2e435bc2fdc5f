import { type ChildProcess, fork } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import type { StoreHost } from './embedded/StoreHost.js';

/** Messages of the children to their parent, beside those to its store. */
export interface Said {
  readonly say: string;
  readonly [name: string]: unknown;
}

/** Starts the worker and producer processes, and ends what is left of them. */
export class Children {
  readonly #host: StoreHost | undefined;
  readonly #env: NodeJS.ProcessEnv;
  readonly #alive = new Set<ChildProcess>();

  constructor(host: StoreHost | undefined, env: NodeJS.ProcessEnv) {
    this.#host = host;
    this.#env = env;
  }

  start(program: 'worker' | 'producer', name: string, hear: (said: Said) => void): ChildProcess {
    const file = fileURLToPath(new URL(`./${program}.js`, import.meta.url));
    const child = fork(file, { env: { ...process.env, ...this.#env, WORKER_NAME: name } });
    this.#alive.add(child);
    this.#host?.admit(child);
    child.on('message', (message: Partial<Said>) => message.say !== undefined && hear(message as Said));
    child.once('exit', () => this.#alive.delete(child));
    return child;
  }

  endAll(): void {
    for (const child of this.#alive) child.kill('SIGKILL');
  }
}

import { type ChildProcess, fork } from 'node:child_process';
import { fileURLToPath } from 'node:url';

/** Options of a server program. */
export interface ServingOptions {
  readonly queue: string;
  readonly port: number;
  readonly concurrency?: number;
  readonly pool?: 'threads' | 'processes';
  /** Milliseconds; short ones make a spec short. */
  readonly lockDuration?: number;
  readonly stalledInterval?: number;
  /** A user of Redis; his password is `secret`. */
  readonly user?: string;
}

/** A separate program, which can be killed. */
export interface Program {
  readonly child: ChildProcess;
  /** Resolves with the next message of the program. */
  said(): Promise<unknown>;
  kill(): Promise<void>;
}

/** For a suite: programs that end with each test. */
export function programs(): (name: 'serving' | 'submitting', options: ServingOptions) => Promise<Program> {
  const started: Program[] = [];
  afterEach(async () => {
    await Promise.all(started.splice(0).map((each) => each.kill()));
  });
  return async (name, options) => {
    const file = fileURLToPath(new URL(`./${name}.js`, import.meta.url));
    const program = programOf(
      fork(file, [JSON.stringify(options)], { stdio: ['ignore', 'inherit', 'inherit', 'ipc'] }),
    );
    started.push(program);
    await program.said();
    return program;
  };
}

function programOf(child: ChildProcess): Program {
  const gone = new Promise<void>((resolve) => child.once('exit', () => resolve()));
  return {
    child,
    said: () => new Promise((resolve) => child.once('message', resolve)),
    kill: () => {
      child.kill('SIGKILL');
      return gone;
    },
  };
}

/** Locks that make a spec short. */
export const shortLocks = { lockDuration: 1200, stalledInterval: 100 } as const;

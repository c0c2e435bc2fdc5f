import { type ChildProcess, spawn } from 'node:child_process';
import { randomInt } from 'node:crypto';
import { once } from 'node:events';
import { existsSync, mkdtempSync, rmSync } from 'node:fs';
import { createServer, type Server } from 'node:net';
import { tmpdir } from 'node:os';
import { delimiter, join } from 'node:path';
import { Redis } from 'ioredis';

/** A Redis of a spec's own, on a spare port, in a folder that goes with it. */
export class RedisProcess {
  readonly port: number;
  readonly #folder = mkdtempSync(join(tmpdir(), 'rx-futures-redis-'));
  readonly #settings: readonly string[];
  #child: ChildProcess | undefined;

  private constructor(port: number, settings: readonly string[]) {
    this.port = port;
    this.#settings = settings;
  }

  /** Starts one; `persistent` keeps a log of what it is told (an append-only file). */
  static async start({
    persistent = false,
    acl = [],
  }: {
    persistent?: boolean;
    acl?: readonly string[];
  } = {}): Promise<RedisProcess> {
    const users = acl.flatMap((user) => ['--user', ...user.split(' ')]);
    const redis = new RedisProcess(await sparePort(), ['--appendonly', persistent ? 'yes' : 'no', ...users]);
    await redis.begin();
    return redis;
  }

  /** Starts the program again, with what it has kept. Rejects when the program ends instead, with what it printed. */
  async begin(): Promise<void> {
    const args = ['--port', String(this.port), '--save', '', '--dir', this.#folder, '--loglevel', 'warning'];
    const child = spawn('redis-server', [...args, ...this.#settings], { stdio: ['ignore', 'pipe', 'ignore'] });
    this.#child = child;
    let printed = '';
    child.stdout.on('data', (text: Buffer) => (printed += text.toString()));
    const client = new Redis({ port: this.port, retryStrategy: () => 10, maxRetriesPerRequest: null });
    client.on('error', () => {});
    const ended = once(child, 'exit').then(([code]) => {
      throw new Error(`redis-server on port ${this.port} ended with ${code}: ${printed}`);
    });
    await Promise.race([client.ping(), ended]).finally(() => client.disconnect());
    ended.catch(() => {});
  }

  /** Ends it; with SIGKILL it does not see it come. */
  async end(signal: NodeJS.Signals): Promise<void> {
    const child = this.#child as ChildProcess;
    const gone = new Promise((resolve) => child.once('exit', resolve));
    child.kill(signal);
    await gone;
  }

  async stop(): Promise<void> {
    await this.end('SIGKILL');
    rmSync(this.#folder, { recursive: true, force: true });
  }
}

/** Whether this machine has the program. */
export function hasRedis(): boolean {
  const { PATH = '' } = process.env;
  return PATH.split(delimiter).some((folder) => existsSync(join(folder, 'redis-server')));
}

/** What to say where there is none. */
export const howToGetRedis =
  'there is no redis-server on this machine, so nothing was run on a real queue. To get one: ' +
  'apt-get install redis-server, or put one on the PATH';

/**
 * A port that nobody listens on, below those that the system gives to outgoing connections (from 32,768): a client that
 * tries to reach a stopped Redis again and again could be given the port of that Redis, and keep it.
 */
async function sparePort(): Promise<number> {
  for (;;) {
    const port = randomInt(10_000, 32_000);
    const server = createServer();
    if (await listens(server, port)) {
      await new Promise((resolve) => server.close(resolve));
      return port;
    }
  }
}

function listens(server: Server, port: number): Promise<boolean> {
  return new Promise((resolve) => {
    server.once('error', () => resolve(false));
    server.listen(port, '127.0.0.1', () => resolve(true));
  });
}

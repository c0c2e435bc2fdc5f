import { type ChildProcess, spawn } from 'node:child_process';
import { randomInt } from 'node:crypto';
import { once } from 'node:events';
import { existsSync, mkdtempSync, rmSync } from 'node:fs';
import { createServer, type Server } from 'node:net';
import { tmpdir } from 'node:os';
import { delimiter, join } from 'node:path';
import { Redis } from 'ioredis';

/** A Redis server for a spec, on a free port, with a temporary folder. */
export class RedisProcess {
  readonly port: number;
  readonly #folder = mkdtempSync(join(tmpdir(), 'rx-futures-redis-'));
  readonly #settings: readonly string[];
  #child: ChildProcess | undefined;

  private constructor(port: number, settings: readonly string[]) {
    this.port = port;
    this.#settings = settings;
  }

  /** Starts a server; `persistent` enables an append-only file. */
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

  /** Starts the server again with its data. Rejects with the output of the server if it exits instead. */
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

  /** Ends the server; with SIGKILL without a warning. */
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

/** Returns true if the program is installed. */
export function hasRedis(): boolean {
  const { PATH = '' } = process.env;
  return PATH.split(delimiter).some((folder) => existsSync(join(folder, 'redis-server')));
}

/** The hint when there is none. */
export const howToGetRedis =
  'there is no redis-server on this machine, so nothing was run on a real queue. To get one: ' +
  'apt-get install redis-server, or put one on the PATH';

/**
 * Returns an unused port below those of outgoing connections (from 32,768): a client that reconnects to a stopped Redis
 * could otherwise be assigned the port of that Redis, and keep it.
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

import { type ChildProcess, spawn } from 'node:child_process';
import { existsSync, mkdtempSync, rmSync } from 'node:fs';
import { createServer } from 'node:net';
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

  /** Starts it again, with what it has kept. */
  async begin(): Promise<void> {
    const args = ['--port', String(this.port), '--save', '', '--dir', this.#folder, '--loglevel', 'warning'];
    this.#child = spawn('redis-server', [...args, ...this.#settings], { stdio: 'ignore' });
    const client = new Redis({ port: this.port, retryStrategy: () => 10, maxRetriesPerRequest: null });
    client.on('error', () => {});
    await client.ping();
    client.disconnect();
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

async function sparePort(): Promise<number> {
  const server = createServer();
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const { port } = server.address() as { port: number };
  await new Promise((resolve) => server.close(resolve));
  return port;
}

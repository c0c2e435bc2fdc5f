import { spawn } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Redis } from 'ioredis';

/** Starts a separate Redis server on a free port, without persistence. */
export async function startRedis() {
  const port = await sparePort();
  const folder = mkdtempSync(join(tmpdir(), 'rx-futures-bench-'));
  const server = spawn('redis-server', ['--port', String(port), '--save', '', '--dir', folder], { stdio: 'ignore' });
  server.once('error', (error) => fail(`redis-server cannot be started: ${error.message}`));
  const client = new Redis({ port, maxRetriesPerRequest: null });
  client.on('error', () => {});
  await client.ping();
  const number = async (section, name) => Number(new RegExp(`${name}:([\\d.]+)`).exec(await client.info(section))[1]);
  return {
    port,
    memory: () => number('memory', 'used_memory'),
    /** Seconds of its processor time. */
    spent: async () => (await number('cpu', 'used_cpu_sys')) + (await number('cpu', 'used_cpu_user')),
    stop() {
      client.disconnect();
      server.kill('SIGKILL');
      rmSync(folder, { recursive: true, force: true });
    },
  };
}

async function sparePort() {
  const server = createServer();
  await new Promise((resolve) => server.listen(0, '127.0.0.1', resolve));
  const { port } = server.address();
  await new Promise((resolve) => server.close(resolve));
  return port;
}

function fail(message) {
  console.error(message);
  process.exit(1);
}

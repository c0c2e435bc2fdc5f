import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';

/** The health of the program (`ok`), with further details. */
export interface Health {
  readonly ok: boolean;
  readonly [name: string]: unknown;
}

/** Replies to every GET with the health of the program: with status 200 if it is healthy, else 503. */
export class HealthServer {
  readonly #server: Server;

  constructor(health: () => Promise<Health>) {
    this.#server = createServer((request, response) => {
      request.resume();
      if (request.method !== 'GET') return void response.writeHead(405).end();
      void health().then((status) => {
        response.writeHead(status.ok ? 200 : 503, { 'content-type': 'application/json' });
        response.end(`${JSON.stringify(status)}\n`);
      });
    });
  }

  /** Starts to listen; resolves with the server's URL. */
  async listen({ host, port }: { host: string; port: number }): Promise<string> {
    await new Promise<void>((resolve, reject) => {
      this.#server.once('error', reject);
      this.#server.listen(port, host, resolve);
    });
    const address = this.#server.address() as AddressInfo;
    return `http://${host}:${address.port}`;
  }

  close(): void {
    this.#server.close();
    this.#server.closeAllConnections();
  }
}

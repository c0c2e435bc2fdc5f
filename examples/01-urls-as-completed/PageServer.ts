import { createServer, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';

const pages: Record<string, string> = {
  '/fox': 'news of a fox\n'.repeat(100),
  '/cnn': 'news of the world\n'.repeat(1000),
  '/bbc': 'news from London\n'.repeat(500),
};

/**
 * The web server of this example. It answers one request at a time, in the order given here and only on demand, so that
 * every run prints the same.
 */
export class PageServer {
  readonly #order: string[];
  readonly #waiting = new Map<string, ServerResponse>();
  #answersDue = 0;
  readonly #server = createServer((request, response) => {
    this.#waiting.set(request.url ?? '', response);
    this.#answer();
  });

  constructor(order: readonly string[]) {
    this.#order = [...order];
  }

  /** Starts to listen; resolves to the address that the paths are put behind. */
  start(): Promise<string> {
    return new Promise((resolve) => {
      this.#server.listen(0, '127.0.0.1', () => {
        resolve(`http://127.0.0.1:${(this.#server.address() as AddressInfo).port}`);
      });
    });
  }

  answerNext(): void {
    this.#answersDue += 1;
    this.#answer();
  }

  async [Symbol.asyncDispose](): Promise<void> {
    this.#server.closeAllConnections();
    await new Promise((resolve) => this.#server.close(resolve));
  }

  #answer(): void {
    const response = this.#waiting.get(this.#order[0] ?? '');
    if (response === undefined || this.#answersDue === 0) return;
    this.#answersDue -= 1;
    const path = this.#order.shift() ?? '';
    response.writeHead(path in pages ? 200 : 404).end(pages[path]);
  }
}

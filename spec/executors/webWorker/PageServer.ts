import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { text } from 'node:stream/consumers';

/** Headers by the first part of a path: each is a mode that pages are tested in. */
const isolation = { 'Cross-Origin-Opener-Policy': 'same-origin', 'Cross-Origin-Embedder-Policy': 'require-corp' };
export const modes: Readonly<Record<string, Readonly<Record<string, string>>>> = {
  plain: {},
  insecure: {},
  isolated: isolation,
  strict: { ...isolation, 'Content-Security-Policy': "default-src 'none'; script-src 'self'; connect-src 'self'" },
  'no-workers': { 'Content-Security-Policy': "worker-src 'none'" },
  'blob-workers': { 'Content-Security-Policy': "script-src 'self'; worker-src 'self' blob:" },
  'blob-scripts': { 'Content-Security-Policy': "script-src 'self' blob:; worker-src 'self' blob:" },
  'trusted-types': { 'Content-Security-Policy': "require-trusted-types-for 'script'" },
};

/** Sends a response. */
type Send = (status: number, type: string, body: string, headers?: Readonly<Record<string, string>>) => void;

/** An origin that browsers do not trust: without https, and not this machine by its name. */
export const insecureHost = 'insecure.test';

const page = `<!doctype html><meta charset="utf-8"><title>specs</title><link rel="icon" href="data:,">
<script src="mocha.js"></script><script type="module" src="spec/page/main.js"></script>`;

/** Serves the bundled specs, and faulty responses: a page as a script, no content, a script without headers. */
export class PageServer {
  readonly #server: Server;
  readonly #files: ReadonlyMap<string, string>;
  readonly #kept = new Map<string, string>();
  /** The number of requests for each path. */
  readonly #asked = new Map<string, number>();

  constructor(files: ReadonlyMap<string, string>) {
    this.#files = files;
    this.#server = createServer((request, response) => {
      const path = (request.url ?? '/').split('?')[0] as string;
      if (path.startsWith('/files/')) void this.#keep(path, request, response);
      else this.#answer(path, response);
    });
  }

  async listen(): Promise<void> {
    await new Promise<void>((resolve) => void this.#server.listen(0, '127.0.0.1', resolve));
  }

  url(mode: string, entry: string): string {
    const { port } = this.#server.address() as AddressInfo;
    return `http://${mode === 'insecure' ? insecureHost : '127.0.0.1'}:${port}/${mode}/?${entry}`;
  }

  close(): void {
    this.#server.closeAllConnections();
    this.#server.close();
  }

  /** The files of a page's latches. */
  async #keep(path: string, request: IncomingMessage, response: ServerResponse): Promise<void> {
    const before = this.#kept.get(path);
    if (request.method === 'GET') return void response.writeHead(before === undefined ? 404 : 200).end(before);
    const body = await text(request);
    const now = request.method === 'PATCH' ? (this.#kept.get(path) ?? '') + body : body;
    this.#kept.set(path, now);
    response.end(String(now.length));
  }

  #answer(url: string, response: ServerResponse): void {
    const [, mode = '', path = '/'] = /^\/([^/]*)(\/.*)$/.exec(url) ?? [];
    const headers = modes[mode] ?? {};
    const times = (this.#asked.get(url) ?? 0) + 1;
    this.#asked.set(url, times);
    const send: Send = (status, type, body, more = headers) => {
      response.writeHead(status, { ...more, 'Content-Type': type }).end(body);
    };
    const script = this.#files.get(path);
    if (path === '/') send(200, 'text/html', page);
    else if (script !== undefined) send(200, 'text/javascript', script, { ...headers, 'Cache-Control': 'max-age=600' });
    else if (path.endsWith('/page.js')) send(200, 'text/html', page);
    else if (path.endsWith('/bare.js')) send(200, 'text/javascript', 'postMessage(1)', {});
    else if (path.endsWith('/empty.js')) send(200, 'text/javascript', '');
    else if (path.endsWith('/early.js')) send(200, 'text/javascript', 'throw new RangeError("too early")');
    else if (path.endsWith('/syntax.js')) send(200, 'text/javascript', 'let let = 1');
    else if (path.endsWith('/untransformed.js')) send(500, 'text/html', page);
    else if (path.endsWith('/flaky.js') && times > 2) send(200, 'text/javascript', "import './serving.js'");
    else if (/\/vanishing-\w+\.js$/.test(path)) this.#vanish(url, times, response, send);
    else send(404, 'text/plain', 'there is nothing here');
  }

  /** A worker script that is served once and fails afterwards, in the way of its name. `back` is served again later. */
  #vanish(path: string, times: number, response: ServerResponse, send: Send): void {
    const how = /vanishing-(\w+)\.js$/.exec(path)?.[1];
    const headers = { ...modes[path.split('/')[1] as string], 'Cache-Control': 'no-store' };
    if (times === 1 || (how === 'back' && times > 4)) send(200, 'text/javascript', "import './webFaults.js'", headers);
    else if (how === 'offline') response.destroy();
    else if (how === 'page') send(200, 'text/html', page, headers);
    else if (how !== 'stalled') send(404, 'text/plain', 'there is nothing here', headers);
  }
}

// npm run docs -- serve: the built site on this machine, isolated from other origins, so that the playground shares memory
// with its workers.
import { readFile } from 'node:fs/promises';
import { createServer } from 'node:http';
import { extname, join, normalize } from 'node:path';
import { fileURLToPath } from 'node:url';

const types = {
  '.html': 'text/html',
  '.js': 'text/javascript',
  '.css': 'text/css',
  '.svg': 'image/svg+xml',
  '.png': 'image/png',
};
const headers = { 'Cross-Origin-Opener-Policy': 'same-origin', 'Cross-Origin-Embedder-Policy': 'require-corp' };

/** Serves the files of a folder, on a port that is free or on the given one. */
export async function serve(folder, port = 0) {
  const server = createServer((request, response) => void answer(folder, request, response));
  await new Promise((resolve) => server.listen(port, '127.0.0.1', resolve));
  return server;
}

async function answer(folder, request, response) {
  try {
    const path = pathOf(request.url); // a URL that cannot be decoded has no file
    const body = await readFile(join(folder, path));
    response
      .writeHead(200, { ...headers, 'Content-Type': types[extname(path)] ?? 'application/octet-stream' })
      .end(body);
  } catch {
    response.writeHead(404, headers).end();
  }
}

/** Returns a path inside the folder for any request. */
function pathOf(url) {
  return normalize(decodeURIComponent(new URL(url, 'http://x').pathname)).replace(/[/\\]$/, '/index.html');
}

if (process.argv[1] === fileURLToPath(import.meta.url)) {
  const server = await serve(fileURLToPath(new URL('public', import.meta.url)), Number(process.argv[2] ?? 8080));
  console.log(
    `http://127.0.0.1:${server.address().port}/ and http://127.0.0.1:${server.address().port}/playground/index.html`,
  );
}

import { createHash } from 'node:crypto';
import { readFile } from 'node:fs/promises';
import { promisify } from 'node:util';
import { brotliCompress } from 'node:zlib';

const compress = promisify(brotliCompress);

/** The result for a file. */
export interface Finding {
  readonly lines: number;
  readonly bytes: number;
  /** Bytes when compressed as a web server would. */
  readonly compressed: number;
  readonly sha256: string;
  /** The process that did it. */
  readonly worker: string;
}

/** The task: reads a file, counts, hashes and compresses it. It is safe to repeat, so it may be retried. */
export async function examine(path: string): Promise<Finding> {
  const content = await readFile(path);
  let lines = 0;
  for (const byte of content) if (byte === 10) lines += 1;
  const sha256 = createHash('sha256').update(content).digest('hex');
  const { length: compressed } = await compress(content);
  return { lines, bytes: content.length, compressed, sha256, worker: process.env['WORKER_NAME'] ?? '?' };
}

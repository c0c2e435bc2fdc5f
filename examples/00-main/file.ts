/** The task of the main job: runs in the workers, blocks its thread on purpose, and never loads a whole file. */

import { createHash } from 'node:crypto';
import { closeSync, openSync, readSync } from 'node:fs';
import { brotliCompressSync, constants } from 'node:zlib';
import { currentTask } from 'rx-futures/worker';

/** The result of reading a file. */
export interface FileFacts {
  readonly path: string;
  readonly bytes: number;
  readonly compressed: number;
  readonly lines: number;
  readonly sha256: Uint8Array;
  readonly milliseconds: number;
}

/** Files are read in blocks: a file of any size needs this much memory, and an abort is noticed after each block. */
const blockSize = 1 << 20;
const brotli = { params: { [constants.BROTLI_PARAM_QUALITY]: 5 } };
const newline = 0x0a;

/** Reads a file once; hashes it, compresses it block by block, and counts its lines on the way. */
export function digestFile(path: string): FileFacts {
  const task = currentTask();
  const started = performance.now();
  const hash = createHash('sha256');
  let bytes = 0;
  let compressed = 0;
  let lines = 0;
  for (const block of blocksOf(path)) {
    task.throwIfAborted();
    hash.update(block);
    bytes += block.length;
    compressed += brotliCompressSync(block, brotli).length;
    lines += countNewlines(block);
  }
  return { path, bytes, compressed, lines, sha256: hash.digest(), milliseconds: performance.now() - started };
}

/** The blocks share one buffer: each is good until the next one is asked for. */
function* blocksOf(path: string): Generator<Buffer> {
  const file = openSync(path, 'r');
  try {
    for (;;) {
      const length = readSync(file, block, 0, blockSize, null);
      if (length === 0) return;
      yield block.subarray(0, length);
    }
  } finally {
    closeSync(file);
  }
}

const block = Buffer.allocUnsafe(blockSize);

function countNewlines(block: Buffer): number {
  let count = 0;
  for (let at = block.indexOf(newline); at >= 0; at = block.indexOf(newline, at + 1)) count += 1;
  return count;
}

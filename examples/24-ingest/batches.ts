import type { ReadStream } from 'node:fs';
import { createInterface } from 'node:readline';

/** Lines that are parsed by one call: enough for the message to a worker to cost little beside the work. */
export const batchSize = 500;

/** Some lines of a file. */
export interface Batch {
  readonly firstLine: number;
  readonly lines: string[];
}

/** Reads a file in batches of lines. */
export async function* batchesOf(input: ReadStream): AsyncGenerator<Batch> {
  let firstLine = 1;
  let lines: string[] = [];
  try {
    for await (const line of createInterface({ input, crlfDelay: Number.POSITIVE_INFINITY })) {
      lines.push(line);
      if (lines.length < batchSize) continue;
      yield { firstLine, lines };
      firstLine += lines.length;
      lines = [];
    }
    if (lines.length > 0) yield { firstLine, lines };
  } finally {
    input.destroy();
  }
}

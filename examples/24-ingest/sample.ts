import { createWriteStream } from 'node:fs';
import { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';

const linesAtOnce = 1000;

/** Writes a file of orders, in which one line in a thousand is cut off and one in a thousand lacks its price. */
export async function writeSample(path: string, lines: number): Promise<string> {
  await pipeline(Readable.from(chunks(lines)), createWriteStream(path));
  return path;
}

function* chunks(lines: number): Generator<string> {
  for (let first = 1; first <= lines; first += linesAtOnce) {
    const count = Math.min(linesAtOnce, lines - first + 1);
    yield Array.from({ length: count }, (_, i) => `${sampleLine(first + i)}\n`).join('');
  }
}

function sampleLine(id: number): string {
  const order = { id, customer: `c${id % 997}`, product: 'tea', quantity: (id % 5) + 1, price: (id % 40) / 4 };
  if (id % 1000 === 300) return JSON.stringify(order).slice(0, 40);
  return JSON.stringify(id % 1000 === 700 ? { ...order, price: undefined } : order);
}

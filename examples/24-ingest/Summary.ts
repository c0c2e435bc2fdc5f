import type { EnrichedBatch } from './enrich.js';
import type { BadLine } from './parse.js';

const shownBadLines = 3;

/** Sums up the batches. */
export class Summary {
  interrupted = false;
  #lastLine = 0;
  readonly #revenue = new Map<string, number>();
  readonly #firstBadLines: BadLine[] = [];
  #orders = 0;
  #bad = 0;

  add({ lastLine, orders, bad }: EnrichedBatch): void {
    this.#lastLine = lastLine;
    this.#orders += orders.length;
    this.#bad += bad.length;
    for (const { country, amount } of orders) this.#revenue.set(country, (this.#revenue.get(country) ?? 0) + amount);
    this.#firstBadLines.push(...bad.slice(0, shownBadLines - this.#firstBadLines.length));
  }

  get text(): string {
    return [
      ...(this.interrupted ? [`interrupted: the files have lines 1 to ${this.#lastLine}`] : []),
      `${this.#orders} orders, ${this.#bad} bad lines`,
      ...Array.from(this.#revenue, ([country, amount]) => `  ${country}: ${amount.toFixed(2)}`).sort(),
      'the first bad lines:',
      ...this.#firstBadLines.map(({ line, reason }) => `  line ${line}: ${reason}`),
    ].join('\n');
  }
}

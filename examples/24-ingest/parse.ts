import type { Batch } from './batches.js';

/** A line of the input, checked. */
export interface Order {
  readonly id: number;
  readonly customer: string;
  readonly amount: number;
}

/** A line, or several, that could not be used. */
export interface BadLine {
  readonly line: number;
  readonly reason: string;
}

export interface ParsedBatch {
  readonly lastLine: number;
  readonly orders: Order[];
  readonly bad: BadLine[];
}

/** The task: parses and checks each line, and goes on after a bad one. */
export function parse({ firstLine, lines }: Batch): ParsedBatch {
  const parsed: ParsedBatch = { lastLine: firstLine + lines.length - 1, orders: [], bad: [] };
  for (const [i, line] of lines.entries()) {
    try {
      parsed.orders.push(orderIn(line));
    } catch (error) {
      parsed.bad.push({ line: firstLine + i, reason: (error as Error).message });
    }
  }
  return parsed;
}

function orderIn(line: string): Order {
  const { id, customer, price, quantity } = objectIn(line);
  if (typeof id !== 'number') throw new TypeError('id must be a number');
  if (typeof customer !== 'string') throw new TypeError('customer must be a string');
  if (typeof price !== 'number' || typeof quantity !== 'number')
    throw new TypeError('price and quantity must be numbers');
  return { id, customer, amount: price * quantity };
}

function objectIn(line: string): Record<string, unknown> {
  try {
    return JSON.parse(line) as Record<string, unknown>;
  } catch {
    throw new SyntaxError('not JSON');
  }
}

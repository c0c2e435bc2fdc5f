import { setTimeout } from 'node:timers/promises';
import type { Settled } from 'rx-futures';
import { batchSize } from './batches.js';
import type { BadLine, Order, ParsedBatch } from './parse.js';

/** An order with the country of its customer. */
export interface EnrichedOrder extends Order {
  readonly country: string;
}

export interface EnrichedBatch {
  readonly lastLine: number;
  readonly orders: EnrichedOrder[];
  readonly bad: BadLine[];
}

/** Adds the customers' countries. A batch that could not be parsed as a whole is a line of the report. */
export async function enrich(batch: Settled<ParsedBatch>): Promise<EnrichedBatch> {
  if (batch.status === 'rejected') {
    const lastLine = (batch.index + 1) * batchSize;
    const reason = `the batch up to line ${lastLine} was lost: ${String(batch.reason)}`;
    return { lastLine, orders: [], bad: [{ line: lastLine - batchSize + 1, reason }] };
  }
  const { lastLine, orders, bad } = batch.value;
  const countries = await countriesOf(new Set(orders.map(({ customer }) => customer)));
  const enriched = orders.map((order) => ({ ...order, country: countries.get(order.customer) ?? 'unknown' }));
  return { lastLine, orders: enriched, bad };
}

/** Stands in for a query to a database. */
async function countriesOf(customers: ReadonlySet<string>): Promise<Map<string, string>> {
  await setTimeout(1);
  const countries = ['France', 'Japan', 'Peru', 'Kenya'] as const;
  return new Map(
    Array.from(customers, (customer) => [customer, countries[Number(customer.slice(1)) % 4] ?? 'unknown']),
  );
}

import { currentTask, transfer } from 'rx-futures/worker';
import { breathe } from './breathe';

const countries = ['Austria', 'Brazil', 'Canada', 'Denmark', 'Egypt', 'France', 'Ghana', 'Hungary'];

export interface Sum {
  readonly country: string;
  readonly orders: number;
  readonly revenue: number;
}

/** A CSV file of orders, made here so that the example needs no download; its bytes are moved, not copied. */
export async function makeOrders(rows: number): Promise<Uint8Array> {
  const task = currentTask();
  const parts: string[] = ['id,country,quantity,price\n'];
  let seed = 1;
  for (let id = 1; id <= rows; id++) {
    seed = (seed * 48271) % 2147483647;
    parts.push(`${id},${countries[seed % countries.length]},${1 + (seed % 9)},${((seed % 20000) / 100).toFixed(2)}\n`);
    if (id % 20_000 === 0) await tell(id / rows);
  }
  const bytes = new TextEncoder().encode(parts.join(''));
  return transfer(bytes, [bytes.buffer]);

  async function tell(done: number): Promise<void> {
    task.progress(done);
    await breathe();
    task.throwIfAborted();
  }
}

/** Orders and revenue by country. */
export async function summarize(csv: Uint8Array): Promise<Sum[]> {
  const task = currentTask();
  const sums = new Map<string, { orders: number; revenue: number }>();
  const lines = new TextDecoder().decode(csv).split('\n');
  for (let i = 1; i < lines.length; i++) {
    const [, country, quantity, price] = (lines[i] as string).split(',');
    if (country === undefined) continue;
    const sum = sums.get(country) ?? { orders: 0, revenue: 0 };
    sum.orders += 1;
    sum.revenue += Number(quantity) * Number(price);
    sums.set(country, sum);
    if (i % 20_000 !== 0) continue;
    task.progress(i / lines.length);
    await breathe();
    task.throwIfAborted();
  }
  return [...sums].map(([country, sum]) => ({ country, ...sum })).sort((a, b) => b.revenue - a.revenue);
}

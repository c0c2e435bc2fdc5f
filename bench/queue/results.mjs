import { readFileSync, writeFileSync } from 'node:fs';

const file = new URL('./results.json', import.meta.url);

/** The results of `npm run bench -- queue`, by workload. */
export const queueResults = () => JSON.parse(readFileSync(file, 'utf8'));

export function saveQueueResults(results) {
  const byName = Object.fromEntries(results.map((result) => [result.name, result]));
  writeFileSync(file, `${JSON.stringify(byName, undefined, 1)}\n`);
}

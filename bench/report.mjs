// npm run renew -- bench: draws the chart and renews the tables in the documents, both from results.json alone.
import { mkdirSync, writeFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { chart } from './chart.mjs';
import { chartHead, documents } from './documents.mjs';
import { results } from './results.mjs';

const at = (path) => new URL(`../${path}`, import.meta.url);

export async function report() {
  const all = results();
  mkdirSync(at('docs/images/'), { recursive: true });
  writeFileSync(at('docs/images/bench.svg'), `${chartHead(all)}\n${chart(Object.values(all))}`);
  for (const { path, renewed } of documents(all)) writeFileSync(at(path), renewed);
}

if (process.argv[1] === fileURLToPath(import.meta.url)) await report();

// The parts of the documents that come from results.json. Free of packages, so that a spec can check them.
import { createHash } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { asMarkdown, goalsAsMarkdown } from './table.mjs';

const paths = ['README.md', 'docs/performance.md'];

/** Each document as it is, and as it has to be by the results. */
export function documents(results) {
  return paths.map((path) => {
    const text = readFileSync(new URL(`../${path}`, import.meta.url), 'utf8');
    return { path, text, renewed: renewed(text, results, path) };
  });
}

/** What stands between `<!-- bench:NAME -->` and `<!-- /bench:NAME -->` is written anew. */
function renewed(text, results, path) {
  return text.replaceAll(/(<!-- bench:(\S+) -->)[\s\S]*?(<!-- \/bench:\2 -->)/g, (_all, begin, name, end) => {
    const part = partOf(name, results);
    if (part === undefined) throw new Error(`${path} asks for ${name}, which was not measured`);
    return begin + part + end;
  });
}

/** `goals` and `machine` are of all workloads; `NAME` is a table, and `NAME:ROW` one figure or `NAME:ROW:ratio` ours against it. */
function partOf(name, results) {
  if (name === 'goals') return `\n\n${goalsAsMarkdown(Object.values(results))}\n\n`;
  const result = results[name];
  return result && `\n\n${asMarkdown(result)}\n\n${whereAndWhen(result)}\n\n`;
}

function whereAndWhen({ machine, rounds, name }) {
  const { cores, cpu, node, date } = machine;
  return `\`npm run bench -- ${name}\`: the median of ${rounds} rounds, ${cores} cores of ${cpu}, Node ${node}, ${date.slice(0, 10)}.`;
}

/** Stands in the chart: tells what it was drawn from. */
export const digest = (results) => createHash('sha256').update(JSON.stringify(results)).digest('hex').slice(0, 16);

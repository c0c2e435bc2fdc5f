// The parts of the documents that come from results.json. Free of packages, so that a spec can check them.
import { createHash } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { readable } from './figures.mjs';
import { ceiling, growthAsMarkdown } from './queue/growth.mjs';
import { queueResults } from './queue/results.mjs';
import { asMarkdown, goalsAsMarkdown } from './table.mjs';

const paths = ['README.md', 'docs/performance.md', 'docs/distributed.md'];
const chart = 'docs/images/bench.svg';

const at = (path) => new URL(`../${path}`, import.meta.url);
const read = (path) => readFileSync(at(path), 'utf8');

/** Returns each document, and its expected content. */
export function documents(results) {
  const all = { ...results, ...queueResults() };
  return paths.map((path) => ({ path, text: read(path), renewed: renewed(read(path), all, path) }));
}

/** Returns the first line of the chart, which names the results it was drawn from. */
export const chartHead = (results) => `<!-- npm run renew -- bench, from results ${digest(results)} -->`;

/** The chart's first line as it is. */
export const drawnFrom = () => read(chart).split('\n')[0];

function digest(results) {
  return createHash('sha256').update(JSON.stringify(results)).digest('hex').slice(0, 16);
}

/** Replaces the text between `<!-- bench:NAME -->` and `<!-- /bench:NAME -->`. */
function renewed(text, results, path) {
  return text.replaceAll(/(<!-- bench:([^ ]+) -->)[\s\S]*?(<!-- \/bench -->)/g, (_all, begin, name, end) => {
    const part = partOf(name, results);
    if (part === undefined) throw new Error(`${path} asks for ${name}, which was not measured`);
    return begin + part + end;
  });
}

/** `goals` are those of all workloads, `queue-growth` and `queue-ceiling` are calculated, `NAME` is a workload's table, and `NAME:ROW` the median of its n-th row. */
function partOf(name, results) {
  if (name === 'goals') return `\n\n${goalsAsMarkdown(Object.values(results))}\n\n`;
  if (name === 'queue-growth') return `\n\n${growthAsMarkdown(results)}\n\n`;
  if (name === 'queue-ceiling') return readable(ceiling(results));
  const [workload, row] = name.split(':');
  const result = results[workload];
  if (result === undefined) return undefined;
  return row === undefined
    ? `\n\n${asMarkdown(result)}\n\n${whereAndWhen(result)}\n\n`
    : readable(result.rows[row]?.value);
}

function whereAndWhen({ machine, rounds, name }) {
  const { cores, cpu, load, node, date } = machine;
  const many = rounds === 1 ? 'one round' : `the median of ${rounds} rounds`;
  return `\`npm run bench -- ${name.startsWith('queue-') ? 'queue' : name}\`: ${many}, ${cores} cores of ${cpu} under a load of ${load} beforehand, Node ${node}, ${date.slice(0, 10)}.`;
}

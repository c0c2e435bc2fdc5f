import { advantage, readable } from './figures.mjs';
import { judged } from './goals.mjs';

/** The columns of a workload's table: name, median, lowest to highest, rx-futures relative to it. */
function cells({ unit, rows, less }) {
  const ours = rows.find(({ name }) => name === 'rx-futures');
  return [
    ['', unit, 'lowest to highest', 'rx-futures against it'],
    ...rows.map((row) => [row.name, readable(row.value), row.error ?? span(row.figures), ratio(ours, row, less)]),
  ];
}

const span = (figures) => `${readable(Math.min(...figures))} – ${readable(Math.max(...figures))}`;

function ratio(ours, row, less) {
  const times = row === ours ? undefined : advantage(ours, row, less);
  return times === undefined ? '' : `${readable(times)} ×`;
}

/** The table for the terminal. */
export function asText(result) {
  const table = cells(result);
  const widths = table[0].map((_, i) => Math.max(...table.map((line) => line[i].length)));
  const lines = table.map((line) =>
    line.map((cell, i) => (i === 0 ? cell.padEnd(widths[i]) : cell.padStart(widths[i]))),
  );
  const goals = (result.goals ?? []).map((goal) => {
    const { what, measured, reached } = judged(goal, result);
    return `  goal: ${what}: ${measured}, ${reached ? 'reached' : 'MISSED'}`;
  });
  return [`\n${result.title}`, ...lines.map((line) => `  ${line.join('  ').trimEnd()}`), ...goals].join('\n');
}

/** The table for the docs. */
export function asMarkdown(result) {
  const [head, ...lines] = cells(result).map((line) => `| ${line.join(' | ')} |`);
  return [head, '|---|---:|---:|---:|', ...lines].join('\n');
}

/** All goals of all workloads in one table for the docs. */
export function goalsAsMarkdown(results) {
  const lines = results.flatMap((result) =>
    (result.goals ?? []).map((goal) => {
      const { what, measured, reached } = judged(goal, result);
      return `| ${result.title} | ${what} | ${measured} | ${reached ? 'yes' : '**no**'} |`;
    }),
  );
  return ['| workload | goal | measured | reached |', '|---|---|---:|---|', ...lines].join('\n');
}

import { relative } from 'node:path';
import type { Tally } from './Tally.js';

/** The result of a run, as text. */
export function report(root: string, tally: Tally): string {
  return [totals(tally), slowest(root, tally), problems(root, tally)].filter((part) => part !== '').join('\n\n');
}

function totals(tally: Tally): string {
  return table([
    ['files', count(tally.files)],
    ['lines', count(tally.lines)],
    ['bytes', count(tally.bytes)],
    ['compressed', `${count(tally.compressed)} (${share(tally.compressed, tally.bytes)})`],
    ['bad files', count(tally.bad)],
    ['all hashes as one', Buffer.from(tally.fingerprint).toString('hex').slice(0, 16)],
    ['wall time', `${seconds(tally.milliseconds)} on ${tally.workers} workers`],
    ['event loop blocked', `${tally.blocked.toFixed(1)} ms at most`],
  ]);
}

function slowest(root: string, { slowest }: Tally): string {
  if (slowest.length === 0) return '';
  const rows = slowest.map(({ path, bytes, milliseconds }) => [
    `${milliseconds.toFixed(0)} ms`.padStart(9),
    size(bytes).padStart(10),
    relative(root, path),
  ]);
  return `The slowest ${slowest.length}:\n${rows.map((row) => row.join('  ')).join('\n')}`;
}

function problems(root: string, { bad, problems }: Tally): string {
  if (bad === 0) return '';
  const lines = problems.map(({ path, reason }) => `  ${relative(root, path) || '.'}: ${reason}`);
  if (bad > problems.length) lines.push(`  … and ${count(bad - problems.length)} more`);
  return `Bad files, left out of the sums:\n${lines.join('\n')}`;
}

/** Above this share of the processors, other programs distort the comparison. */
const quiet = 0.05;

/** The time of one worker, compared with all of them, and whether others used the processors meanwhile. */
export function comparison(one: Tally, all: Tally, ofOthers: number): string {
  const times = (one.milliseconds / all.milliseconds).toFixed(2);
  const percent = Math.round(100 * ofOthers);
  const doubt = ofOthers > quiet ? `; the machine was busy, others took ${percent} % of its processors` : '';
  return table([
    ['1 worker', seconds(one.milliseconds)],
    [`${all.workers} workers`, `${seconds(all.milliseconds)}, ${times} times as fast${doubt}`],
  ]);
}

/** The work done before Ctrl+C, and the outcome of the rest. */
export function interruption({ files, aborted, cancelled }: Tally): string {
  return (
    `Interrupted: ${count(files)} files done, ${count(aborted)} running aborted, ` +
    `${count(Math.max(0, cancelled - aborted))} queued cancelled, the rest not begun.`
  );
}

export function count(n: number): string {
  return n.toLocaleString('en');
}

export function size(bytes: number): string {
  if (bytes < 1024) return `${bytes} B`;
  return bytes < 2 ** 20 ? `${(bytes / 1024).toFixed(1)} KiB` : `${(bytes / 2 ** 20).toFixed(1)} MiB`;
}

export function seconds(milliseconds: number): string {
  return `${(milliseconds / 1000).toFixed(2)} s`;
}

function share(part: number, whole: number): string {
  return whole === 0 ? 'nothing to compress' : `${((100 * part) / whole).toFixed(1)} %`;
}

function table(rows: readonly (readonly [string, string])[]): string {
  const width = Math.max(...rows.map(([name]) => name.length));
  return rows.map(([name, value]) => `  ${name.padEnd(width)}  ${value}`).join('\n');
}

import { fork } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { median } from './statistics.mjs';

/** Milliseconds after which a contender is stopped. */
const patience = 180_000;
const oneFigure = fileURLToPath(new URL('./contender.mjs', import.meta.url));

/**
 * Measures all contenders of a workload side by side, in an order that turns from round to round, so that a slow minute
 * of the machine hits them all. Each figure comes from a process of its own: no contender finds the heap, the compiled
 * code or the left-over workers of another.
 *
 * @returns a row for each: its figures and their median, or why there are none
 */
export async function measure(workload, { rounds, scale }, tell) {
  const rows = workload.contenders(scale).map(({ name, peer }) => ({ name, peer, figures: [], error: undefined }));
  for (let round = 0; round < rounds; round++) {
    for (let i = 0; i < rows.length; i++) {
      const at = (i + round) % rows.length;
      tell(`${workload.name}, round ${round + 1} of ${rounds}: ${rows[at].name}`);
      if (rows[at].error === undefined) await measureOne(workload.name, at, scale, rows[at]);
    }
  }
  tell('');
  return rows.map((row) => ({ ...row, value: row.error === undefined ? median(row.figures) : undefined }));
}

async function measureOne(workload, at, scale, row) {
  try {
    row.figures.push(await figure(workload, at, scale));
  } catch (error) {
    row.error = error.message;
  }
}

function figure(workload, at, scale) {
  return new Promise((resolve, reject) => {
    const args = [workload, String(at), String(scale)];
    const child = fork(oneFigure, args, { execArgv: ['--expose-gc'], silent: true, timeout: patience });
    let said = '';
    child.stderr.on('data', (text) => (said += text));
    child.on('message', resolve);
    child.on('exit', (code, signal) => reject(new Error(whyNone(said, code, signal))));
  });
}

function whyNone(said, code, signal) {
  if (signal === 'SIGTERM') return `not done within ${patience / 1000} s`;
  return /^\w*Error: .*$/m.exec(said)?.[0] ?? said.trim().split('\n').at(-1) ?? `ended with ${signal ?? code}`;
}

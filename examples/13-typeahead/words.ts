import { readdirSync, readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { currentTask } from 'rx-futures/worker';

/** A real word list: every word that RxJS's own source uses, with how often. Read once in each worker. */
const words = readWords(join(dirname(fileURLToPath(import.meta.resolve('rxjs'))), '../../src'));

function readWords(folder: string): ReadonlyMap<string, number> {
  const counts = new Map<string, number>();
  for (const file of readdirSync(folder, { recursive: true, encoding: 'utf8' })) {
    if (!file.endsWith('.ts')) continue;
    for (const [word] of readFileSync(join(folder, file), 'utf8').matchAll(/[a-z]{3,}/gi)) {
      const lower = word.toLowerCase();
      counts.set(lower, (counts.get(lower) ?? 0) + 1);
    }
  }
  return counts;
}

/** The most frequent words with this prefix; `steps` counts the work. Repeats the search to be slow. */
export function search(start: string, rounds: number, steps: Int32Array): string[] {
  const task = currentTask();
  let found: [string, number][] = [];
  for (let round = 0; round < rounds; round++) {
    found = [];
    for (const entry of words) {
      task.throwIfAborted();
      Atomics.add(steps, 0, 1);
      if (entry[0].startsWith(start)) found.push(entry);
    }
  }
  return found
    .sort((a, b) => b[1] - a[1])
    .slice(0, 3)
    .map(([word]) => word);
}

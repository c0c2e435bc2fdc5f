import words from 'an-array-of-english-words';
import { currentTask } from 'rx-futures/worker';
import { breathe } from './breathe';

export interface Match {
  readonly word: string;
  /** 0 is the word itself. */
  readonly distance: number;
}

export interface Found {
  readonly query: string;
  readonly matches: readonly Match[];
  readonly compared: number;
  readonly milliseconds: number;
}

/** How many words there are to look through. */
export function countWords(): number {
  return words.length;
}

/** Returns the words nearest to the query; a whole word ranks above one that merely starts with it. */
export async function search(query: string, most: number): Promise<Found> {
  const task = currentTask();
  const began = performance.now();
  const best: Match[] = [];
  let rested = began;
  for (let i = 0; i < words.length; i++) {
    if (i % 2000 === 0) {
      task.throwIfAborted();
      if (performance.now() - rested > 60) {
        await breathe();
        rested = performance.now();
      }
    }
    keep(best, { word: words[i] as string, distance: distance(query, words[i] as string) }, most);
  }
  return { query, matches: best, compared: words.length, milliseconds: performance.now() - began };
}

function keep(best: Match[], match: Match, most: number): void {
  if (best.length === most && match.distance >= (best[most - 1] as Match).distance) return;
  let at = best.length;
  while (at > 0 && (best[at - 1] as Match).distance > match.distance) at -= 1;
  best.splice(at, 0, match);
  if (best.length > most) best.pop();
}

let before = new Float64Array(64);
let row = new Float64Array(64);

/** Edit distance in which the rest of the word costs little, since people type the start of a word. */
function distance(query: string, word: string): number {
  const columns = word.length + 1;
  for (let j = 0; j < columns; j++) before[j] = j;
  for (let i = 1; i <= query.length; i++) {
    row[0] = i;
    for (let j = 1; j < columns; j++) {
      const same = query.charCodeAt(i - 1) === word.charCodeAt(j - 1);
      row[j] = Math.min(
        (before[j - 1] as number) + (same ? 0 : 1),
        (before[j] as number) + 1,
        (row[j - 1] as number) + 1,
      );
    }
    [before, row] = [row, before];
  }
  let least = Number.POSITIVE_INFINITY;
  for (let j = 0; j < columns; j++) least = Math.min(least, (before[j] as number) + 0.2 * (columns - 1 - j));
  return least;
}

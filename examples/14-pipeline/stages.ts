import { map, mergeMap, type Observable, pipe, reduce } from 'rxjs';

/** The stages of the pipeline. Each runs in a separate worker, with the RxJS that this module imports there. */

export const tokenize = (source: Observable<string>): Observable<string> =>
  source.pipe(mergeMap((line) => line.toLowerCase().match(/[a-z]+/g) ?? []));

/** How many words there are, and the most frequent of those that are long enough. */
export const mostFrequent = (count: number, least: number) =>
  pipe(
    reduce((counts, word: string) => counts.set(word, (counts.get(word) ?? 0) + 1), new Map<string, number>()),
    map((counts) => {
      const all = [...counts.values()].reduce((sum, times) => sum + times, 0);
      const long = [...counts].filter(([word]) => word.length >= least);
      return { all, most: long.sort((a, b) => b[1] - a[1]).slice(0, count) };
    }),
  );

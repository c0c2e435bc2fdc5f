/** A typeahead: each key starts a search, and switchMap stops the one before it, in the worker too. */

import { taskModule } from 'rx-futures';
import { ThreadPoolExecutor } from 'rx-futures/node';
import { concatMap, from, map, switchMap } from 'rxjs';

const words = taskModule<typeof import('./words.js')>(new URL('./words.js', import.meta.url));
await using pool = new ThreadPoolExecutor({ maxWorkers: 1 });

/** How much each search has done, seen from both sides. */
const steps = new Map<string, Int32Array>();

/** Types the next letter when the search for the previous text has started. */
const typed = from(['sub', 'subs', 'subscr']).pipe(concatMap(whenBegun));

await typed
  .pipe(
    switchMap((text) =>
      pool
        .task(words.search, text, text === 'subscr' ? 1 : 1e9, counterOf(text))
        .pipe(map((found) => [text, ...found])),
    ),
  )
  .forEach(([text, ...found]) => {
    console.log(`${text}…: ${found.join(', ')}`);
  });

for (const stale of ['sub', 'subs']) {
  const before = Atomics.load(counterOf(stale), 0);
  await pool.submit(words.search, 'map', 1, new Int32Array(new SharedArrayBuffer(4))).result();
  console.log(`${stale}…: stale, and it stands still:`, Atomics.load(counterOf(stale), 0) === before);
}

async function whenBegun(text: string): Promise<string> {
  const [last] = [...steps.values()].slice(-1);
  while (last !== undefined && Atomics.load(last, 0) === 0) await new Promise((resolve) => setTimeout(resolve, 1));
  return text;
}

function counterOf(text: string): Int32Array {
  const counter = steps.get(text) ?? new Int32Array(new SharedArrayBuffer(4));
  steps.set(text, counter);
  return counter;
}
